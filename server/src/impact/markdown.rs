//! A document for tickets and pull requests.

use super::{heading, more};
use portico_portal::views::impact::{Concerned, ImpactView, Said, Team, count};
use std::fmt::Write as _;

pub(super) fn write(view: &ImpactView) -> String {
    let mut text = format!("# {}\n\n**{}**\n", escaped(&heading(view)), escaped(&view.sentence));
    // Writing to a String cannot fail.
    if !view.teams.is_empty() {
        text += "\n## To tell\n\n| Team | Directly | Through others | Reached by |\n| --- | ---: | ---: | --- |\n";
        view.teams.iter().for_each(|one| text += &team(one));
        let more = view.teams_total.saturating_sub(view.teams.len());
        if more > 0 {
            let _ = writeln!(text, "\nAnd {} more.", count(more, "team", "teams"));
        }
    }
    if view.without_owner > 0 {
        let entities = count(view.without_owner, "entity has", "entities have");
        let _ = writeln!(text, "\n{entities} no owner that exists.");
    }
    for group in &view.groups {
        let _ = writeln!(text, "\n## {} ({})\n", escaped(&group.title), group.total);
        group.items.iter().for_each(|one| text += &item(one));
        let rest = group.total.saturating_sub(group.items.len());
        if rest > 0 {
            let _ = writeln!(text, "- …and {rest} more");
        }
    }
    if !view.deprecated.is_empty() {
        text += "\n## Deprecated, still used\n\n";
        for used in &view.deprecated {
            let (name, lifecycle) = (escaped(&used.entity.label), escaped(&used.lifecycle));
            let _ = writeln!(text, "- {name} is {lifecycle}, used by {}", used.uses);
        }
        rest(&mut text, view.deprecated_total, view.deprecated.len());
    }
    if !view.dangling.is_empty() {
        text += "\n## References that would lead nowhere\n\n";
        for one in &view.dangling {
            let _ = writeln!(
                text,
                "- {}: {} {}",
                code(&one.entity.entity_ref),
                code(&one.field),
                code(&one.written)
            );
        }
        rest(&mut text, view.dangling_total, view.dangling.len());
    }
    if more(view) > 0 {
        let _ = writeln!(text, "\n{} are not listed.", count(more(view), "entity", "entities"));
    }
    text + "\nThis is what the catalog knows; what it does not know is not here.\n"
}

fn rest(text: &mut String, total: usize, listed: usize) {
    if total > listed {
        let _ = writeln!(text, "- …and {} more", total - listed);
    }
}

fn team(team: &Team) -> String {
    let mut reached: Vec<String> = team.email.iter().map(|email| escaped(email)).collect();
    reached.extend(team.links.iter().map(|(title, url)| link(title, url)));
    let own = if team.is_own { " (owns it)" } else { "" };
    let provides = if team.provides > 0 { " (provides it)" } else { "" };
    format!(
        "| {}{own}{provides} | {} | {} | {} |\n",
        escaped(&team.label),
        team.direct,
        team.indirect,
        reached.join(", ")
    )
}

fn item(item: &Concerned) -> String {
    let owners: Vec<String> = item.owners.iter().map(|owner| escaped(&owner.label)).collect();
    let owners = if owners.is_empty() { "nobody".to_owned() } else { owners.join(", ") };
    let why = item.why.iter().map(Said::text).collect::<String>();
    format!("- {} ({}, {owners}): {}\n", escaped(&item.label), code(&item.entity_ref), escaped(&why))
}

/// A link whose address cannot end it.
fn link(title: &str, url: &str) -> String {
    let url: String = url
        .chars()
        .map(|letter| match letter {
            ' ' => "%20".to_owned(),
            '(' => "%28".to_owned(),
            ')' => "%29".to_owned(),
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '|' => "%7C".to_owned(),
            letter if letter.is_control() => String::new(),
            letter => letter.to_string(),
        })
        .collect();
    format!("[{}]({url})", escaped(title))
}

/// Text as it is, on one line: nothing in it is markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&'
            | '@' => {
                safe.push('\\');
                safe.push(letter);
            }
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

/// Text in the type of code. It ends at no character of its own.
fn code(text: &str) -> String {
    let text: String =
        text.chars().map(|letter| if letter.is_control() || letter == '`' { ' ' } else { letter }).collect();
    // Tables split at bars even in code.
    format!("`{}`", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::{code, escaped, link};

    #[test]
    fn what_people_write_is_no_markup() {
        assert_eq!(
            escaped("a_b <b>*x*</b> | [y](z)\n# t"),
            "a\\_b \\<b\\>\\*x\\*\\</b\\> \\| \\[y\\](z) \\# t"
        );
        assert_eq!(code("a`b|c"), "`a b\\|c`");
        assert_eq!(link("a]b", "https://x.example/a b)"), "[a\\]b](https://x.example/a%20b%29)");
    }
}
