//! A change to something that others depend on.

use super::{
    super::limits::STILL_USED, landscape::Landscape, lists::Material, names::Names, teams::Told, words,
};
use crate::views::impact::{ImpactView, StillUsed, What};
use portico_graph::{
    Layout, Neighbour,
    impact::{Change, Column, Impact, Shown, columns, impact},
    limits::{COLUMNS, PER_COLUMN},
};
use portico_query::{Predicate, Slots};

/// Lifecycles of what should not be used any more.
const OUTGOING: [&str; 2] = ["deprecated", "obsolete"];

pub(super) fn fill(names: Names<'_>, landscape: &Landscape, slot: u32, view: &mut ImpactView, most: usize) {
    let change = match view.question.change {
        What::Deprecate => Change::Deprecate,
        What::Break => Change::Break,
        What::Remove | What::Move => Change::Remove,
    };
    let root = landscape.node(slot);
    let found = impact(&landscape.network, root, change);
    let slots = |nodes: &[u32]| nodes.iter().map(|node| landscape.slot(*node)).collect::<Slots>();
    let all = slots(found.nodes());
    let direct = slots(found.levels().next().unwrap_or_default());
    view.total = found.nodes().len();
    view.distances = found.levels().map(<[u32]>::len).collect();
    view.direct = view.distances.first().copied().unwrap_or_default();
    view.picture = Some(picture(names, landscape, root, &found));

    let mut told = Told::of(names, &direct, &all);
    view.without_owner = without_owner(names, &told, &all);
    for provider in names.0.values_of(slot, "relations.apiprovidedby") {
        let provider = names.named_ref(provider);
        if let Some(slot) = names.0.slot(&provider.entity_ref) {
            names.owners(slot).for_each(|owner| told.add_provider(owner));
        }
        view.providers.push(provider);
    }
    let own: Vec<&str> = names.owners(slot).collect();
    (view.teams, view.teams_total) = told.teams(names, &own);
    still_used(names, landscape, slot, &all, view);

    let wanted = match view.question.owner.as_str() {
        "" => all,
        owner => all & names.0.evaluate(&Predicate::equals("relations.ownedby", owner)),
    };
    view.matching = size(&wanted);
    let material = Material { names, landscape, impact: &found, wanted: &wanted };
    (view.groups, view.listed) = material.groups(view.question.group, most);
    view.sentence = words::about_things(view);
}

/// Number of entities for which nobody that exists answers.
fn without_owner(names: Names<'_>, told: &Told, all: &Slots) -> usize {
    let unowned = all - names.0.evaluate(&Predicate::exists("relations.ownedby"));
    let missing = told.missing(names).map(str::to_owned);
    let of_missing = all & names.0.evaluate(&Predicate::is_in("relations.ownedby", missing));
    let nobody = |slot: &u32| names.owners(*slot).all(|owner| names.0.slot(owner).is_none());
    size(&unowned) + of_missing.iter().filter(nobody).count()
}

fn size(slots: &Slots) -> usize {
    usize::try_from(slots.len()).unwrap_or(usize::MAX)
}

/// What is deprecated and still used, the most used first.
fn still_used(names: Names<'_>, landscape: &Landscape, slot: u32, all: &Slots, view: &mut ImpactView) {
    let outgoing = OUTGOING.map(str::to_owned);
    let outgoing = names.0.evaluate(&Predicate::is_in("spec.lifecycle", outgoing));
    let mut concerned = all.clone();
    concerned.insert(slot);
    let mut found: Vec<(usize, u32)> = (outgoing & concerned)
        .iter()
        .map(|slot| (landscape.network.uses(landscape.node(slot)), slot))
        .filter(|(uses, _)| *uses > 0)
        .collect();
    view.deprecated_total = found.len();
    // Numbers of nodes follow the names.
    found.sort_by_key(|(uses, slot)| (std::cmp::Reverse(*uses), landscape.node(*slot)));
    let told = found.into_iter().take(STILL_USED).map(|(uses, slot)| StillUsed {
        entity: names.named(slot),
        lifecycle: names.value(slot, "spec.lifecycle").unwrap_or_default().to_owned(),
        uses,
    });
    view.deprecated = told.collect();
}

fn picture(names: Names<'_>, landscape: &Landscape, root: u32, found: &Impact) -> Layout {
    let neighbour = |node: u32| {
        let named = names.named(landscape.slot(node));
        Neighbour { entity_ref: named.entity_ref, label: named.label, exists: true }
    };
    let mut before = vec![root];
    let mut concerned = Vec::new();
    for level in found.levels().filter(|level| !level.is_empty()) {
        // Beyond what is drawn, numbers are enough.
        let drawn = if concerned.len() < COLUMNS - 1 { PER_COLUMN } else { 0 };
        let reason = |node: &u32| {
            let from = found.last_step(*node).map(|step| step.from);
            from.and_then(|from| before.iter().position(|other| *other == from))
        };
        let mut nodes: Vec<u32> = level.iter().take(drawn).copied().collect();
        // Beside what is behind them, so that arrows cross as little as possible; else they stay in the order of names.
        nodes.sort_by_key(|node| reason(node).unwrap_or(usize::MAX));
        let shown = nodes.iter().map(|node| Shown { node: neighbour(*node), from: reason(node) });
        concerned.push(Column { shown: shown.collect(), total: level.len() });
        before = nodes;
    }
    columns(neighbour(root), &concerned)
}
