"""Says what a delivery costs before it is planned."""

__all__ = ["greet"]


def greet(name: str) -> str:
    """Say hello. Replace this by what the library is for."""
    if not name:
        raise ValueError("a greeting needs a name")
    return f"Hello {name}, this is route-costs"
