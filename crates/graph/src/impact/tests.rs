//! The walk against a naive one on random networks, and in words.

use super::{Change, How, Impact, Network, Piece, Relation, Sort, Step, explain, impact, ownership};
use crate::{Link, Links, limits::STEPS};
use proptest::{prelude::*, sample::select};
use std::collections::{BTreeMap, BTreeSet};

/// Entities by their sorts, and relations as (relation, holder, target).
#[derive(Clone, Debug)]
struct World {
    sorts: Vec<Sort>,
    links: Vec<(Relation, u32, u32)>,
}

impl World {
    fn network(&self) -> Network {
        Network::new(self.sorts.clone(), |wanted| {
            let of_type = self.links.iter().filter(|(relation, ..)| *relation == wanted);
            of_type.map(|(_, holder, target)| (*holder, *target)).collect()
        })
    }

    fn holders(&self, wanted: Relation, target: u32) -> BTreeSet<u32> {
        let of_type = self.links.iter().filter(|(relation, _, to)| (*relation, *to) == (wanted, target));
        of_type.map(|(_, holder, _)| *holder).collect()
    }

    /// Every step from an entity that the table in the module's description allows, written down naively.
    fn steps(&self, from: u32, goes: bool, change: Change) -> Vec<(u32, bool, How)> {
        let sort = |node: u32| self.sorts[node as usize];
        let mut steps = Vec::new();
        let mut all = |nodes: BTreeSet<u32>, goes: bool, how: How| {
            steps.extend(nodes.into_iter().map(|node| (node, goes, how)));
        };
        all(self.holders(Relation::DependsOn, from), false, How::DependsOn);
        all(self.holders(Relation::ConsumesApi, from), false, How::Consumes);
        for api in self.holders(Relation::ApiProvidedBy, from) {
            all(BTreeSet::from([api]), false, How::Provided);
            all(self.holders(Relation::DependsOn, api), false, How::DependsOnApi(api));
            all(self.holders(Relation::ConsumesApi, api), false, How::ConsumesApi(api));
        }
        let wholes = self.links.iter().filter(|(relation, holder, whole)| {
            (*relation, *holder) == (Relation::PartOf, from) && sort(*whole) == Sort::Component
        });
        all(wholes.map(|(_, _, whole)| *whole).collect(), false, How::Has);
        if goes && (change != Change::Break || sort(from) == Sort::Whole) {
            all(self.holders(Relation::PartOf, from), true, How::IsPart);
        }
        steps
    }

    /// Distances of everything concerned, found by relaxing every step until nothing becomes shorter.
    fn distances(&self, root: u32, change: Change) -> BTreeMap<u32, u32> {
        let mut found: BTreeMap<(u32, bool), u32> = BTreeMap::from([((root, true), 0)]);
        loop {
            let mut better = Vec::new();
            for ((from, goes), distance) in &found {
                for (to, to_goes, _) in self.steps(*from, *goes, change) {
                    let known = found.get(&(to, to_goes)).copied().unwrap_or(u32::MAX);
                    if to != root && distance + 1 < known {
                        better.push(((to, to_goes), distance + 1));
                    }
                }
            }
            if better.is_empty() {
                break;
            }
            for (state, distance) in better {
                let known = found.entry(state).or_insert(distance);
                *known = distance.min(*known);
            }
        }
        let mut distances = BTreeMap::new();
        for ((node, _), distance) in found.into_iter().filter(|((node, _), _)| *node != root) {
            let known = distances.entry(node).or_insert(distance);
            *known = distance.min(*known);
        }
        distances
    }
}

fn worlds() -> impl Strategy<Value = (World, u32, Change)> {
    let sorts = prop::collection::vec(
        select(vec![Sort::Component, Sort::Component, Sort::Whole, Sort::Other]),
        1..18,
    );
    let worlds = sorts.prop_flat_map(|sorts| {
        let number = sorts.len() as u32;
        // Also numbers that are no entity: relations may lead to what does not exist.
        let link = (select(Relation::ALL.to_vec()), 0..number + 1, 0..number + 1);
        let links = prop::collection::vec(link, 0..40);
        (Just(sorts), links, 0..number)
    });
    let changes = select(vec![Change::Remove, Change::Deprecate, Change::Break]);
    (worlds, changes).prop_map(|((sorts, links, root), change)| {
        let number = sorts.len() as u32;
        let links = links.into_iter().filter(|(_, holder, target)| *holder < number && *target < number);
        let links: Vec<_> = links.collect();
        (World { sorts, links }, root, change)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_missed_nothing_invented_and_distances_are_shortest((world, root, change) in worlds()) {
        let found = impact(&world.network(), root, change);
        let distances: BTreeMap<u32, u32> =
            found.nodes().iter().filter_map(|node| Some((*node, found.distance_of(*node)?))).collect();
        prop_assert_eq!(distances.len(), found.nodes().len(), "once each");
        prop_assert_eq!(&distances, &world.distances(root, change));
        let levels: Vec<u32> = found.levels().flatten().copied().collect();
        prop_assert_eq!(&levels, found.nodes());
        for (at, level) in found.levels().enumerate() {
            prop_assert!(!level.is_empty() && level.is_sorted());
            prop_assert!(level.iter().all(|node| found.distance_of(*node) == Some(at as u32 + 1)));
        }
    }

    #[test]
    fn each_path_is_real_and_as_long_as_its_distance((world, root, change) in worlds()) {
        let found = impact(&world.network(), root, change);
        for node in found.nodes() {
            let path = found.path(*node);
            prop_assert_eq!(Some(path.len() as u32), found.distance_of(*node));
            prop_assert_eq!(path.last().copied(), found.last_step(*node));
            prop_assert_eq!(path.last().map(|step| step.to), Some(*node));
            // Every step is one of those allowed, in one of the states that those before lead to.
            let mut states = BTreeSet::from([true]);
            let mut at = root;
            for step in path {
                prop_assert_eq!(step.from, at);
                let allowed = states.iter().flat_map(|goes| world.steps(at, *goes, change));
                states = allowed.filter(|(to, _, how)| (*to, *how) == (step.to, step.how)).map(|(_, goes, _)| goes).collect();
                prop_assert!(!states.is_empty(), "{:?} is not possible", step);
                at = step.to;
            }
        }
    }

    #[test]
    fn the_order_in_which_relations_come_makes_no_difference((world, root, change) in worlds()) {
        let (one, mut other) = (impact(&world.network(), root, change), world.clone());
        other.links.reverse();
        other.links.extend(world.links.iter().copied());
        let other = impact(&other.network(), root, change);
        let told = |found: &Impact| -> Vec<Vec<Step>> {
            found.nodes().iter().map(|node| found.path(*node)).collect()
        };
        prop_assert_eq!(told(&one), told(&other));
    }
}

/// Names in their order, so that their positions are their numbers.
const NAMES: [&str; 7] = ["basket", "basket-api", "basket-db", "checkout", "shop", "storefront", "worker"];

fn node(name: &str) -> u32 {
    NAMES.iter().position(|other| *other == name).map_or(u32::MAX, |at| at as u32)
}

fn shop() -> Network {
    let sorts = NAMES.map(|name| match name {
        "shop" => Sort::Whole,
        "basket-api" | "basket-db" => Sort::Other,
        _ => Sort::Component,
    });
    let links = [
        (Relation::DependsOn, "basket", "basket-db"),
        (Relation::ApiProvidedBy, "basket-api", "basket"),
        (Relation::ConsumesApi, "checkout", "basket-api"),
        (Relation::DependsOn, "storefront", "checkout"),
        // A ring, and itself.
        (Relation::DependsOn, "checkout", "storefront"),
        (Relation::DependsOn, "checkout", "checkout"),
        (Relation::PartOf, "worker", "basket"),
        (Relation::PartOf, "basket", "shop"),
    ];
    Network::new(sorts.to_vec(), |wanted| {
        let of_type = links.iter().filter(|(relation, ..)| *relation == wanted);
        of_type.map(|(_, holder, target)| (node(holder), node(target))).collect()
    })
}

/// What is concerned, with distance and explanation.
fn told(root: &str, change: Change) -> Vec<String> {
    let found = impact(&shop(), node(root), change);
    let sentence = |at: &u32| {
        let pieces = explain(&found.path(*at)).into_iter().map(|piece| match piece {
            Piece::Words(words) => words,
            Piece::Entity(node) => NAMES[node as usize].to_owned(),
        });
        format!("{} {}", found.distance_of(*at).unwrap_or_default(), pieces.collect::<String>())
    };
    found.nodes().iter().map(sentence).collect()
}

#[test]
fn explanations_read_like_this() {
    assert_eq!(
        told("basket", Change::Remove),
        [
            "1 basket-api is provided by basket",
            "1 checkout consumes basket-api, which basket provides",
            "1 worker is part of basket",
            "2 storefront depends on checkout, which consumes basket-api, which basket provides",
        ]
    );
    assert_eq!(
        told("basket-db", Change::Break),
        [
            "1 basket depends on basket-db",
            "2 basket-api is provided by basket, which depends on basket-db",
            "2 checkout consumes basket-api of basket, which depends on basket-db",
            "3 storefront depends on checkout, which consumes basket-api of basket, which depends on basket-db",
        ]
    );
}

#[test]
fn parts_go_with_what_is_removed_and_break_only_with_a_system() {
    assert!(told("basket", Change::Deprecate).contains(&"1 worker is part of basket".to_owned()));
    assert!(!told("basket", Change::Break).iter().any(|line| line.contains("worker")));
    assert_eq!(told("shop", Change::Break).len(), 4, "the parts of a broken system break");
    assert_eq!(told("worker", Change::Break)[0], "1 basket has the part worker");
    assert_eq!(told("shop", Change::Remove)[0], "1 basket is part of shop");
    assert!(
        told("shop", Change::Remove)
            .contains(&"2 worker is part of basket, which is part of shop".to_owned())
    );
}

#[test]
fn rings_end_and_what_is_not_there_concerns_nothing() {
    assert_eq!(told("storefront", Change::Remove), ["1 checkout depends on storefront"]);
    assert_eq!(told("nothing", Change::Remove), Vec::<String>::new());
    assert!(impact(&Network::default(), 0, Change::Remove).nodes().is_empty());
}

#[test]
fn the_middle_of_a_long_path_is_counted() {
    let step = |from: u32| Step { from, to: from + 1, how: How::DependsOn };
    let path: Vec<Step> = (0..40).map(step).collect();
    let pieces = explain(&path);
    let entities = pieces.iter().filter(|piece| matches!(piece, Piece::Entity(_))).count();
    assert_eq!(entities, STEPS + 2, "both ends of what is told");
    assert!(pieces.contains(&Piece::Words(format!(", and so on over {} more steps to ", 40 - STEPS))));
    assert_eq!((pieces.first(), pieces.last()), (Some(&Piece::Entity(40)), Some(&Piece::Entity(0))));
    assert!(explain(&[]).is_empty());
}

/// Who owns, contains and leads whom, as (relation, holder, target); every relation also holds the other way round.
struct Organisation(Vec<(&'static str, &'static str, &'static str)>);

impl Links for Organisation {
    fn each(&self, entity_ref: &str, visit: &mut dyn FnMut(Link<'_>)) {
        let reverse = |relation| portico_entity::relations::reverse_of(relation).unwrap_or_default();
        for (relation, holder, target) in &self.0 {
            if *holder == entity_ref && self.exists(holder) {
                visit(Link { relation, target });
            }
            if *target == entity_ref && self.exists(target) {
                visit(Link { relation: reverse(relation), target: holder });
            }
        }
    }

    fn exists(&self, entity_ref: &str) -> bool {
        entity_ref != "gone"
    }
}

#[test]
fn what_an_owner_leaves_behind() {
    let organisation = Organisation(vec![
        ("ownedBy", "api", "team"),
        ("ownedBy", "cart", "team"),
        ("ownedBy", "cart", "other"),
        ("ownedBy", "old", "team"),
        // An owner that does not exist answers for nothing.
        ("ownedBy", "old", "gone"),
        ("childOf", "sub", "team"),
        ("childOf", "both", "team"),
        ("childOf", "both", "other"),
        ("memberOf", "anna", "team"),
        ("memberOf", "ben", "team"),
        ("memberOf", "ben", "other"),
    ]);
    let found = ownership(&organisation, "team");
    assert_eq!(found.alone, ["api", "old"]);
    assert_eq!(found.shared, [("cart".to_owned(), vec!["other".to_owned()])]);
    assert_eq!(found.without_parent, ["sub"]);
    assert_eq!(found.without_group, ["anna"]);
    assert_eq!(found.keeping, ["both", "ben"]);
    assert!(found.without_members.is_empty());
    assert_eq!(ownership(&organisation, "anna").without_members, Vec::<String>::new(), "ben stays");
    let alone = Organisation(vec![("memberOf", "anna", "team")]);
    assert_eq!(ownership(&alone, "anna").without_members, ["team"]);
}
