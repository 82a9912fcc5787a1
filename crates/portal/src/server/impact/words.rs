//! The result in one sentence.

use crate::views::impact::{ImpactView, What, count};
use portico_graph::impact::Ownership;

fn subject(view: &ImpactView) -> &str {
    view.subject.as_ref().map_or("it", |subject| &subject.label)
}

/// "Removing basket-service would affect 14 entities of 5 teams, 6 of them directly."
pub(super) fn about_things(view: &ImpactView) -> String {
    let (doing, verb) = match view.question.change {
        What::Remove | What::Move => ("Removing", "affect"),
        What::Deprecate => ("Deprecating", "concern"),
        What::Break => ("Breaking", "affect"),
    };
    let name = subject(view);
    if view.total == 0 {
        return format!("{doing} {name} would {verb} nothing else that the catalog knows.");
    }
    let entities = count(view.total, "entity", "entities");
    let directly = match (view.total, view.direct) {
        (1, _) => ", directly".to_owned(),
        (total, direct) if total == direct => ", all of them directly".to_owned(),
        (_, direct) => format!(", {direct} of them directly"),
    };
    let of = owners(view).map(|owners| format!(" of {owners}")).unwrap_or_default();
    format!("{doing} {name} would {verb} {entities}{of}{directly}.")
}

/// The owners of what is concerned: "4 teams and 1 person".
fn owners(view: &ImpactView) -> Option<String> {
    let concerned = |is_person: bool| {
        let of_kind = view.teams.iter().filter(|team| team.is_person == is_person);
        of_kind.filter(|team| team.direct + team.indirect > 0).count()
    };
    let (mut teams, people) = (concerned(false), concerned(true));
    // Those that are not listed: nearly all owners are teams.
    teams += view.teams_total.saturating_sub(view.teams.len());
    let teams = (teams > 0).then(|| count(teams, "team", "teams"));
    let people = (people > 0).then(|| count(people, "person", "people"));
    match (teams, people) {
        (Some(teams), Some(people)) => Some(format!("{teams} and {people}")),
        (teams, people) => teams.or(people),
    }
}

/// "Removing Team Oak would leave 5 of 8 entities without an owner and 1 sub-group without a parent."
pub(super) fn about_owners(view: &ImpactView, found: &Ownership) -> String {
    let name = subject(view);
    let owned = found.alone.len() + found.shared.len();
    let mut left = Vec::new();
    match (found.alone.len(), owned) {
        (0, _) => {}
        (alone, owned) if alone == owned => {
            left.push(format!("{} without an owner", count(alone, "entity", "entities")));
        }
        (alone, owned) => left.push(format!("{alone} of {owned} entities without an owner")),
    }
    let mut push = |number: usize, one: &str, many: &str, without: &str| {
        if number > 0 {
            left.push(format!("{} without {without}", count(number, one, many)));
        }
    };
    push(found.without_parent.len(), "sub-group", "sub-groups", "a parent");
    push(found.without_group.len(), "member", "members", "a group");
    push(found.without_members.len(), "group", "groups", "a member");
    match left.split_last() {
        None => format!("Removing {name} would leave nothing without an owner."),
        Some((last, [])) => format!("Removing {name} would leave {last}."),
        Some((last, rest)) => format!("Removing {name} would leave {} and {last}.", rest.join(", ")),
    }
}

/// "Moving what Team Oak owns to Team Elm would give 7 entities a new owner."
pub(super) fn about_moving(view: &ImpactView) -> String {
    let name = subject(view);
    let entities = count(view.total, "entity", "entities");
    match &view.to {
        None => {
            format!("Moving what {name} owns would give {entities} another owner. Say which, to see more.")
        }
        Some(to) if !to.exists => {
            format!(
                "There is no {}: {entities} would be left without an owner that exists.",
                view.question.to
            )
        }
        Some(to) if view.question.to == view.question.entity_ref => {
            format!("{} owns it all already; nothing would move.", to.label)
        }
        Some(to) => format!("Moving what {name} owns to {} would give {entities} a new owner.", to.label),
    }
}
