//! Whatever is done to the files: what is shown fits together, is stored, and survives a restart.

use crate::world::{World, component_with, documents, location};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const FILES: [&str; 5] = ["all/1.yaml", "all/2.yaml", "all/deep/3.yaml", "more/4.yaml", "more/5.yaml"];
const NAMES: [&str; 4] = ["a", "b", "c", "d"];

#[derive(Clone, Debug)]
enum Text {
    Good { depends_on: BTreeSet<usize>, version: u8 },
    Bad,
    Unreadable,
    Location { target: usize },
    Comment,
}

#[derive(Clone, Debug)]
enum Edit {
    Write(usize, Vec<(usize, Text)>),
    Delete(usize),
    DeleteUnseen(usize),
    Rename(usize, usize),
    Restart,
}

fn text() -> impl Strategy<Value = Text> {
    let depends_on = proptest::collection::btree_set(0..NAMES.len(), 0..3);
    prop_oneof![
        6 => (depends_on, 0..3_u8).prop_map(|(depends_on, version)| Text::Good { depends_on, version }),
        1 => Just(Text::Bad),
        1 => Just(Text::Unreadable),
        2 => (3..FILES.len()).prop_map(|target| Text::Location { target }),
        1 => Just(Text::Comment),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let texts = proptest::collection::vec((0..NAMES.len(), text()), 0..4);
    prop_oneof![
        6 => (0..FILES.len(), texts).prop_map(|(file, texts)| Edit::Write(file, texts)),
        1 => (0..3_usize).prop_map(Edit::Delete),
        1 => (0..FILES.len()).prop_map(Edit::DeleteUnseen),
        1 => (0..3_usize, 0..3_usize).prop_map(|(from, to)| Edit::Rename(from, to)),
        2 => Just(Edit::Restart),
    ]
}

fn written((name, text): &(usize, Text)) -> String {
    let name = NAMES[*name];
    match text {
        Text::Good { depends_on, version } => {
            let list: Vec<_> =
                depends_on.iter().map(|other| format!("component:{}", NAMES[*other])).collect();
            component_with(name, &format!("  dependsOn: [{}]\n  version: \"{version}\"\n", list.join(", ")))
        }
        Text::Bad => component_with(name, "").replace("  owner: team\n", ""),
        Text::Unreadable => component_with(name, "  x: [\n"),
        Text::Location { target } => location(name, &format!("  target: {}\n", dotted(*target))),
        Text::Comment => "# nothing here\n".into(),
    }
}

/// From a file in `all` to one beside that folder.
fn dotted(target: usize) -> String {
    format!("./../{}", FILES[target])
}

fn apply(world: &mut World, edit: &Edit) {
    let there = |world: &World, file: usize| world.path(FILES[file]).exists();
    match edit {
        Edit::Write(file, texts) => {
            let texts: Vec<_> = texts.iter().map(written).collect();
            world.write(FILES[*file], documents(&texts));
        }
        Edit::Delete(file) if there(world, *file) => {
            world.delete(FILES[*file]);
        }
        Edit::DeleteUnseen(file) if there(world, *file) => {
            std::fs::remove_file(world.path(FILES[*file])).unwrap();
        }
        Edit::Rename(from, to) if from != to && there(world, *from) => {
            world.rename(FILES[*from], FILES[*to]);
        }
        Edit::Restart => world.restart(),
        Edit::Delete(_) | Edit::DeleteUnseen(_) | Edit::Rename(..) => {}
    }
}

fn fits_together(world: &World) {
    for (entity_ref, shown) in &world.shown {
        let json = &shown.json;
        let row = world.rows.get(entity_ref).expect("everything shown has a row");
        assert!(row.references.is_some(), "{entity_ref} is shown, but not stored");
        assert!(json.contains(&format!("\"uid\":\"{}\"", row.uid)), "{entity_ref} has one uid");
        for relation in world.relations(entity_ref) {
            let (kind, target) = relation.split_once(' ').expect("a type and a target");
            if world.shown.contains_key(target) {
                let reverse = portico_entity::relations::reverse_of(kind).expect("a known type");
                let back = format!("{reverse} {entity_ref}");
                assert!(world.relations(target).contains(&back), "{entity_ref} {relation}, but not back");
            }
        }
        let depends_on = world.value(entity_ref, "/spec/dependsOn");
        let stated: BTreeSet<_> = depends_on
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| one.as_str().unwrap().replace("component:", "dependsOn component:default/"))
            .collect();
        let shown: BTreeSet<_> =
            world.relations(entity_ref).into_iter().filter(|one| one.starts_with("dependsOn")).collect();
        assert_eq!(shown, stated, "{entity_ref} relates to what it says");
    }
    let stored = world.rows.values().filter(|row| row.references.is_some()).count();
    assert_eq!(stored, world.shown.len(), "everything stored with an entity is shown");
    let uids: BTreeSet<_> = world.rows.values().map(|row| &row.uid).collect();
    assert_eq!(uids.len(), world.rows.len(), "uids are unique");
}

fn story(edits: &[Edit], at_once: usize) {
    let mut world = World::at(&["all"]);
    world.write("all/always.yaml", component_with("always", "  dependsOn: [component:a]\n")).pass();
    for some in edits.chunks(at_once) {
        some.iter().for_each(|edit| apply(&mut world, edit));
        world.pass();
        if some.len() > 1 && some.iter().any(|edit| matches!(edit, Edit::DeleteUnseen(_))) {
            // What nobody saw is found by the next regular look.
            world.pass();
        }
        fits_together(&world);
        let told = world.told();
        world.idle();
        assert_eq!(world.told(), told, "the problems stay as they are");
        let (restored, batch) = world.reborn();
        let again: BTreeMap<_, _> = restored.shown.into_iter().collect();
        assert_eq!(again.keys().collect::<Vec<_>>(), world.shown.keys().collect::<Vec<_>>());
        for (entity_ref, shown) in &world.shown {
            assert_eq!(again[entity_ref], *shown, "a restart shows what was stored");
        }
        assert!(
            batch.rows.is_empty() && batch.removed.is_empty() && batch.changes.is_empty(),
            "a restart changes nothing: {:?} {:?} {:?}",
            batch.rows,
            batch.removed,
            batch.changes
        );
        assert!(batch.hidden.is_empty());
        assert_eq!(batch.problems, [], "a restart finds the same problems");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_the_catalog_fits_together(
        edits in proptest::collection::vec(edit(), 1..10),
        at_once in 1..4_usize,
    ) {
        story(&edits, at_once);
    }
}
