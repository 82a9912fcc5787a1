//! What is the reader's own.

use crate::{
    components::{
        avatar::Avatar, card::Card, entries::Entries, kind_badge::KindBadge, state::Empty, team::TeamCards,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::{
    ATTENTION,
    filter::{CatalogFilter, List},
    people::{Entry, MineView, OwnedKind, PersonCard},
};

/// The catalog with what is the reader's, of one value of a facet or all of it.
fn own(parameter: &str, value: &str) -> String {
    paths::catalog(&CatalogFilter::read([(parameter, value)]).listing(List::Owned))
}

#[component]
pub(super) fn Greeting(me: PersonCard, total: u64) -> impl IntoView {
    let PersonCard { user, about, picture, .. } = me;
    let note = if user.exists {
        about.unwrap_or_else(|| format!("{total} entities in the catalog"))
    } else {
        "This person is not in the catalog any more.".to_owned()
    };
    let change = (!user.exists)
        .then(|| view! { <a class="button button-primary page-action" href=paths::who("", paths::HOME)>"Choose again"</a> });
    view! {
        <div class="page-head greeting">
            <Avatar name=user.label.clone() picture class="avatar-large" />
            <div>
                <h1>{user.label}</h1>
                <p class="page-note">{note}</p>
            </div>
            {change}
        </div>
    }
}

#[component]
pub(super) fn Mine(mine: MineView) -> impl IntoView {
    let MineView { me, teams, owned, attention, urgent, starred, more_starred, visited, cards } = mine;
    view! {
        <div class="columns">
            <div class="column column-wide">
                <div class="stack" inner_html=cards></div>
                <Urgent attention urgent owns=!owned.is_empty() />
                <Owned owned />
            </div>
            <div class="column">
                <Card title="My teams" id="my-teams">
                    {if teams.is_empty() {
                        view! {
                            <Empty title="No team yet">
                                <p>
                                    {format!("{} is in no group. The field ", me.user.label)} <code>"memberOf"</code>
                                    " of the User says which."
                                </p>
                            </Empty>
                        }
                            .into_any()
                    } else {
                        view! { <TeamCards teams label="My teams" /> }.into_any()
                    }}
                </Card>
                <Starred starred more=more_starred />
                <Card title="Recently visited" id="visited">
                    {if visited.is_empty() {
                        view! {
                            <Empty title="Nothing yet">
                                <p>"The entities that you look at are listed here."</p>
                            </Empty>
                        }
                            .into_any()
                    } else {
                        view! { <Entries entries=visited label="Recently visited" /> }.into_any()
                    }}
                </Card>
            </div>
        </div>
    }
}

#[component]
fn Urgent(attention: Vec<(String, u64)>, urgent: Vec<Entry>, owns: bool) -> impl IntoView {
    let listed = urgent.len() as u64;
    // An entity may have several reasons, so the numbers are told apart and not added up.
    let reasons = attention.into_iter().filter_map(|(word, count)| {
        let (_, title, _) = ATTENTION.iter().find(|(known, ..)| *known == word)?;
        Some(view! {
            <li>
                <a class="reason" href=own("attention", &word)>
                    <span class="reason-count">{count}</span>
                    {*title}
                </a>
            </li>
        })
    });
    let content = match (listed, owns) {
        (0, true) => view! {
            <Empty title="All is well with what is yours">
                <p>"No errors, no broken references, nothing without an owner."</p>
            </Empty>
        }
        .into_any(),
        (0, false) => view! {
            <Empty title="Nothing to look after">
                <p>"As soon as you or your teams own something, its problems show up here."</p>
            </Empty>
        }
        .into_any(),
        _ => view! {
            <ul class="reasons" aria-label="Reasons">{reasons.collect_view()}</ul>
            <Entries entries=urgent label="Needs your attention" />
        }
        .into_any(),
    };
    view! {
        <Card title="Needs your attention" id="urgent">
            {content}
        </Card>
    }
}

#[component]
fn Owned(owned: Vec<OwnedKind>) -> impl IntoView {
    let total: u64 = owned.iter().map(|kind| kind.count).sum();
    let aside = view! { <a href=paths::catalog(&CatalogFilter::default().listing(List::Owned))>"Open in catalog"</a> };
    let kinds = owned.into_iter().map(draw_kind);
    view! {
        <Card title="What you and your teams own" id="owned" count=total.to_string() aside=aside.into_any()>
            {if total == 0 {
                view! {
                    <Empty title="Nothing yet">
                        <p>"Name yourself or your team as " <code>"spec.owner"</code> " in a catalog file."</p>
                        <p class="state-actions">
                            <a class="button" href=paths::REGISTER>
                                "Register a repository"
                            </a>
                        </p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <div class="owned">{kinds.collect_view()}</div> }.into_any()
            }}
        </Card>
    }
}

fn draw_kind(kind: OwnedKind) -> impl IntoView {
    let OwnedKind { kind, count: all, rows } = kind;
    let rest = all.saturating_sub(rows.len() as u64);
    let href = own("kind", &kind);
    let label = super::plural(&kind, all);
    let (title, heading) = (label.clone(), label.clone());
    let more = (rest > 0)
        .then(|| view! { <a class="owned-more" href=href.clone()>{format!("and {rest} more")}</a> });
    view! {
        <section class="owned-kind" aria-label=title>
            <h3 class="owned-head">
                <KindBadge kind />
                <a href=href.clone()>{heading}</a>
                <span class="pill">{all}</span>
            </h3>
            <Entries entries=rows label />
            {more}
        </section>
    }
}

#[component]
fn Starred(starred: Vec<Entry>, more: usize) -> impl IntoView {
    let all = CatalogFilter::default().listing(List::Starred);
    let rest = (more > 0).then(|| {
        view! {
            <p class="card-foot">
                <a href=paths::catalog(&all)>{format!("and {more} more")}</a>
            </p>
        }
    });
    view! {
        <Card title="Starred" id="starred">
            {if starred.is_empty() {
                view! {
                    <Empty title="No stars yet">
                        <p>"The star beside a name keeps it here. "
                            <a href=paths::CATALOG>"Look through the catalog"</a></p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <Entries entries=starred label="Starred" /> }.into_any()
            }}
            {rest}
        </Card>
    }
}
