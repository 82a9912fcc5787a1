import unittest

from route_costs import greet


class Greeting(unittest.TestCase):
    def test_it_names_both(self) -> None:
        self.assertEqual(greet("Ada"), "Hello Ada, this is route-costs")

    def test_nobody_is_not_greeted(self) -> None:
        with self.assertRaises(ValueError):
            greet("")
