//! Blips never lie on one another, never outside of their ring and quadrant, and where they lie has nothing to do with
//! the order of the file.

use portico_radar::{Day, Drawing, Entry, Place, Quadrant, Radar, Ring, Sector, Step, picture, places};
use proptest::prelude::*;

/// A radar with entries in these quadrants and rings.
fn radar(rings: usize, entries: &[(usize, usize)]) -> Radar {
    let day = Day::parse("2026-11-01").unwrap();
    let entry = |(index, (quadrant, ring)): (usize, &(usize, usize))| Entry {
        key: format!("entry-{index}"),
        id: format!("entry-{index}"),
        title: format!("Entry {index}"),
        quadrant: *quadrant,
        url: None,
        description: None,
        links: vec![],
        tags: vec![],
        aliases: vec![],
        packages: None,
        active: true,
        timeline: vec![Step { date: day, ring: *ring, moved: None, description: None }],
        line: 1,
    };
    let named = |index: usize| index.to_string();
    Radar {
        title: None,
        quadrants: (0..4).map(|index| Quadrant { id: named(index), name: named(index) }).collect(),
        rings: (0..rings)
            .map(|index| Ring { id: named(index), name: named(index), ..Ring::default() })
            .collect(),
        entries: entries.iter().enumerate().map(entry).collect(),
    }
}

fn drawn(radar: &Radar) -> String {
    let edition = radar.on(radar.current(Day::parse("2026-11-21").unwrap()), None);
    picture(&Drawing {
        edition: &edition,
        fits: &|_| true,
        href: &|blip| format!("/tech-radar/entry/{}", blip.entry.key),
        quadrant_href: &|quadrant| format!("?quadrant={quadrant}"),
        only: None,
    })
}

fn check(radar: &Radar) -> Result<(), TestCaseError> {
    let edition = radar.on(radar.current(Day::parse("2026-11-21").unwrap()), None);
    let found: Vec<Place> = places(&edition).into_iter().flatten().collect();
    prop_assert_eq!(found.len(), edition.blips.len());
    for (index, (one, blip)) in found.iter().zip(&edition.blips).enumerate() {
        let sector = Sector::of(blip.entry.quadrant, blip.step.ring, radar.rings.len()).unwrap();
        prop_assert!(sector.holds(*one), "{one:?} is not in {sector:?}");
        for other in &found[index + 1..] {
            let distance = (one.x - other.x).hypot(one.y - other.y);
            prop_assert!(distance >= one.radius + other.radius, "{one:?} lies on {other:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_two_of_150_blips_overlap(
        rings in 1..=8_usize,
        entries in proptest::collection::vec((0..4_usize, 0..8_usize), 0..=150),
    ) {
        let entries: Vec<_> = entries.into_iter().map(|(quadrant, ring)| (quadrant, ring % rings)).collect();
        check(&radar(rings, &entries))?;
    }

    #[test]
    fn the_same_entries_in_any_order_give_the_same_picture(
        entries in proptest::collection::vec((0..4_usize, 0..4_usize), 1..=60),
        by in 0..60_usize,
    ) {
        let one = radar(4, &entries);
        let mut other = one.clone();
        other.entries.reverse();
        let count = other.entries.len();
        other.entries.rotate_left(by % count);
        prop_assert_eq!(drawn(&one), drawn(&other));
    }
}

/// Blips shrink before they overlap.
#[test]
fn all_of_150_in_one_sector_have_a_place() {
    for ring in 0..4 {
        let entries = vec![(ring, ring); 150];
        check(&radar(4, &entries)).unwrap();
    }
    check(&radar(8, &vec![(2, 0); 1000])).unwrap();
}

#[test]
fn blips_stay_where_they_are_when_one_goes_elsewhere() {
    let entries: Vec<_> = (0..40).map(|index| (index % 4, index / 4 % 4)).collect();
    let before = radar(4, &entries);
    let mut after = before.clone();
    after.entries[5].timeline[0].ring = 3;
    let at = |radar: &Radar| {
        let edition = radar.on(Day::parse("2026-11-21").unwrap(), None);
        let places = places(&edition);
        let mut all: Vec<_> =
            edition.blips.iter().zip(places).map(|(blip, place)| (blip.entry.key.clone(), place)).collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all
    };
    let moved = at(&before).into_iter().zip(at(&after)).filter(|(one, other)| one != other).count();
    // Only what lies in one of the two sectors makes room.
    assert!(moved <= 6, "{moved} blips lie elsewhere");
}
