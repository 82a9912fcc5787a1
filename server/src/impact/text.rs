//! For people at a terminal: the result first, then who must be told, then what is concerned and why.

use super::more;
use portico_portal::views::impact::{ImpactView, Team, count};
use std::fmt::Write as _;

pub(super) fn write(view: &ImpactView) -> String {
    let mut text = format!("{}\n", plain(&view.sentence));
    // Writing to a String cannot fail.
    if !view.teams.is_empty() {
        text += "\nTo tell:\n";
        view.teams.iter().for_each(|one| text += &team(one));
        let rest = view.teams_total.saturating_sub(view.teams.len());
        if rest > 0 {
            let _ = writeln!(text, "  and {} more", count(rest, "team", "teams"));
        }
    }
    for group in &view.groups {
        let _ = writeln!(text, "\n{} ({}):", plain(&group.title), group.total);
        for item in &group.items {
            let _ = writeln!(text, "  {}\n      {}", item.entity_ref, plain(&item.explanation()));
        }
        let rest = group.total.saturating_sub(group.items.len());
        if rest > 0 {
            let _ = writeln!(text, "  and {rest} more");
        }
    }
    if !view.deprecated.is_empty() {
        text += "\nDeprecated, still used:\n";
        for used in &view.deprecated {
            let _ = writeln!(
                text,
                "  {} ({}, used by {})",
                used.entity.entity_ref,
                plain(&used.lifecycle),
                used.uses
            );
        }
    }
    if !view.dangling.is_empty() {
        text += "\nReferences that would lead nowhere:\n";
        for one in &view.dangling {
            let _ = writeln!(text, "  {}  {}: {}", one.entity.entity_ref, one.field, plain(&one.written));
        }
        let rest = view.dangling_total.saturating_sub(view.dangling.len());
        if rest > 0 {
            let _ = writeln!(text, "  and {rest} more");
        }
    }
    if more(view) > 0 {
        let _ = writeln!(
            text,
            "\n{} are not listed; --limit lists more.",
            count(more(view), "entity", "entities")
        );
    }
    text
}

fn team(team: &Team) -> String {
    let mut has: Vec<String> = Vec::new();
    for (number, how) in [(team.direct, "directly"), (team.indirect, "through others")] {
        if number > 0 {
            has.push(format!("{number} {how}"));
        }
    }
    if team.provides > 0 {
        has.push("provides it".to_owned());
    }
    if team.is_own {
        has.push("owns it".to_owned());
    }
    let email = team.email.as_ref().map(|email| format!(" <{}>", plain(email))).unwrap_or_default();
    format!("  {}{email}: {}\n", plain(&team.label), has.join(", "))
}

/// Text on one line, without anything that a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
