//! Whom to tell.

use crate::{components::card::Card, markup::escape, paths};
use leptos::prelude::*;
use portico_portal::views::impact::{ImpactView, Team, count};

#[component]
pub(super) fn Teams(view: ImpactView) -> impl IntoView {
    let ImpactView { question, teams, teams_total, without_owner, .. } = view;
    if teams.is_empty() && without_owner == 0 {
        return ().into_any();
    }
    let can_narrow = !question.is_about_owner();
    let rest = teams_total.saturating_sub(teams.len());
    let mails: Vec<&str> = teams.iter().filter_map(|team| team.email.as_deref()).collect();
    let write = (!mails.is_empty()).then(|| {
        let href = format!("mailto:{}", mails.join(","));
        view! { <a class="button" href=href rel="external">"Write to them"</a> }
    });
    let lines: Vec<String> = teams.iter().map(line).collect();
    let rows = lines.len().clamp(2, 8).to_string();
    // The library writes the content of a text area as it is.
    let lines = escape(&lines.join("\n"));
    let items = teams
        .into_iter()
        .map(|team| {
            let narrowed = can_narrow.then(|| paths::impact(&question.of_owner(&team.entity_ref)));
            draw_team(team, narrowed)
        })
        .collect_view();
    let nobody = (without_owner > 0).then(|| {
        let words = count(without_owner, "entity has", "entities have");
        view! { <li class="impact-more">{format!("{words} no owner that exists.")}</li> }
    });
    let rest = (rest > 0).then(|| view! { <li class="impact-more">{format!("and {rest} more")}</li> });
    view! {
        <Card title="To tell" id="to-tell" count=teams_total.to_string()>
            <ul class="impact-list">{items} {rest} {nobody}</ul>
            <div class="impact-tell">
                {write}
                <details>
                    <summary>"As a list to copy"</summary>
                    <textarea readonly rows=rows aria-label="Who must be told" inner_html=lines></textarea>
                </details>
            </div>
        </Card>
    }
    .into_any()
}

/// A team on one line, for a mail or a ticket.
fn line(team: &Team) -> String {
    let email = team.email.as_ref().map(|email| format!(" <{email}>")).unwrap_or_default();
    format!("{}{email}: {}", team.label, concern(team))
}

/// How a team is concerned: "3 directly, 4 through others".
fn concern(team: &Team) -> String {
    let mut words: Vec<String> = Vec::new();
    for (number, how) in [(team.direct, "directly"), (team.indirect, "through others")] {
        if number > 0 {
            words.push(format!("{number} {how}"));
        }
    }
    if team.provides > 0 {
        words.push("provides it".to_owned());
    }
    words.join(", ")
}

fn draw_team(team: Team, narrowed: Option<String>) -> AnyView {
    let concern = concern(&team);
    let own = team.is_own.then(|| view! { <span class="pill">"owns it"</span> });
    let concern = match narrowed.filter(|_| team.direct + team.indirect > 0) {
        Some(href) => view! { <a class="impact-owner" href=href>{concern}</a> }.into_any(),
        None => view! { <span class="impact-owner">{concern}</span> }.into_any(),
    };
    let email = team.email.map(|email| {
        let href = format!("mailto:{email}");
        view! { <a href=href rel="external">{email}</a> }.into_any()
    });
    let links = team
        .links
        .into_iter()
        .map(|(title, url)| view! { <a href=url rel="external noopener noreferrer">{title}</a> }.into_any());
    let reached: Vec<AnyView> = email.into_iter().chain(links).collect();
    let reached = (!reached.is_empty()).then(|| view! { <p class="impact-why impact-reached">{reached}</p> });
    view! {
        <li class="impact-item">
            <div class="impact-line">
                <a class="row-link" href=paths::entity(&team.entity_ref)>
                    {team.label}
                </a>
                {own}
                {concern}
            </div>
            {reached}
        </li>
    }
    .into_any()
}
