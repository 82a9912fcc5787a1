use super::{Bend, Direction, GraphQuestion, GroupBy, PARAMETERS, RELATIONS, Toward};

fn read(query: &[(&str, &str)]) -> (GraphQuestion, Vec<String>) {
    GraphQuestion::read(query.iter().copied())
}

#[test]
fn the_query_string_is_the_question() {
    let (question, notes) = read(&[
        ("rootEntityRefs[]", "Component:default/Cart"),
        ("rootEntityRefs[]", "system:shop"),
        ("maxDepth", "∞"),
        ("selectedKinds[]", "API"),
        ("selectedRelations[]", "apiConsumedBy"),
        ("toward", "needing"),
        ("owners", "follow"),
        ("mergeRelations", "false"),
        ("direction", "TB"),
        ("curve", "curveStepBefore"),
        ("group", "owner"),
        ("expanded[]", "api:default/a"),
        ("collapsed[]", "api:default/b"),
        ("hidden[]", "api:default/c"),
        ("open[]", "system:default/s"),
        ("find", "cart"),
    ]);
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(question.roots, ["component:default/cart", "system:default/shop"]);
    assert_eq!((question.depth, question.merge, question.through_owners), (None, false, true));
    assert_eq!((question.toward, question.group), (Toward::Needing, GroupBy::Owner));
    assert_eq!((question.direction, question.bend), (Direction::Down, Bend::Straight));
    assert_eq!(question.relations, ["consumesApi"]);
    let pairs = question.pairs();
    assert!(pairs.iter().all(|(name, _)| PARAMETERS.contains(name)));
    let again = GraphQuestion::read(pairs.iter().map(|(name, value)| (*name, value.as_str())));
    assert_eq!(again, (question, Vec::new()));
    assert!(GraphQuestion::default().pairs().is_empty());
}

#[test]
fn links_of_older_pages_work() {
    let (question, notes) = read(&[
        ("rootEntityRefs[0]", "component:default/cart"),
        ("maxDepth", "1"),
        ("selectedRelations[0]", "ownerOf"),
        ("selectedRelations[1]", "ownedBy"),
        ("unidirectional", "true"),
        ("mergeRelations", "false"),
        ("direction", "RL"),
        ("showFilters", "true"),
        ("curve", "curveMonotoneX"),
    ]);
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!((question.depth, question.direction, question.merge), (Some(1), Direction::Left, true));
    assert_eq!(question.relations, ["ownedBy"]);
}

#[test]
fn nonsense_is_noted_and_replaced() {
    let (question, notes) = read(&[
        ("rootEntityRefs[]", "component:"),
        ("maxDepth", "-1"),
        ("selectedRelations[]", "likes"),
        ("direction", "sideways"),
        ("curve", "?"),
        ("group", "x"),
        ("toward", "x"),
        ("", "x"),
    ]);
    assert_eq!(question, GraphQuestion::default());
    assert_eq!(notes.len(), 7, "{notes:?}");
    assert_eq!(read(&[("maxDepth", "400")]).0.depth, None);
    let many: Vec<_> = (0..200).map(|index| format!("component:c{index}")).collect();
    let (question, notes) = GraphQuestion::read(many.iter().map(|one| ("expanded[]", one.as_str())));
    assert_eq!((question.expanded.len(), notes.len()), (100, 8));
}

#[test]
fn expanding_undoes_collapsing() {
    let question = GraphQuestion::of("system:default/s");
    let collapsed = question.collapsing("api:default/a");
    assert_eq!(collapsed.collapsed, ["api:default/a"]);
    let expanded = collapsed.expanding("api:default/a");
    assert_eq!((expanded.collapsed.len(), expanded.expanded.len()), (0, 1));
    assert_eq!(expanded.hiding("api:default/b").rooted("api:default/c"), GraphQuestion::of("api:default/c"));
}

#[test]
fn every_well_known_relation_can_be_chosen() {
    for (forward, reverse) in portico_entity::relations::PAIRS {
        assert!(RELATIONS.iter().any(|(one, _, other)| one == forward && other == reverse), "{forward}");
    }
}
