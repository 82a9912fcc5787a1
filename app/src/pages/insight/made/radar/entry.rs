//! The page of one entry: what it is, where it was when, and who uses it.

use super::{super::Asked, Board, address, legend::movement};
use crate::{
    components::{
        card::Card,
        entity_link::{EntityLink, EntityLinks},
        kind_badge::KindBadge,
        lifecycle::Lifecycle,
        state::Empty,
    },
    markdown,
    pages::made::Markup,
    paths, time,
};
use leptos::prelude::*;
use portico_portal::{How, Moves, Use, Users, views::Named};
use portico_radar::{Day, Entry, Moved, Question, Step, paint, trail};

/// The page.
pub(super) async fn page(asked: &Asked<'_>, board: &Board<'_>, key: &str) -> Markup {
    let Some(entry) = board.radar.entry(key) else {
        return Markup::nothing("The radar has no such entry");
    };
    let users = asked.portal.radar_users(&asked.caller, board.shown, key);
    let moves = asked.portal.radar_moves(board.shown).await;
    let edition = board.question.edition(board.radar, board.today);
    let blip = edition.blip(key);
    let back = address(&Question { radar: board.question.radar.clone(), ..Question::default() });
    let standing = blip.map(|blip| standing(board, blip.step, blip.moved));
    let left = (!entry.active).then(|| view! { <span class="badge">"No longer on the radar"</span> });
    let doubt = blip.filter(|blip| board.radar.is_hold(blip.step.ring)).and_then(|_| doubt(&users));
    let description = entry.description.as_deref().map(markdown::html);
    let (links, tags) = (links(entry), tags(board, entry));
    let about = view! {
        <Card title="About" id="radar-about">
            <div class="card-body">
                {match description {
                    Some(html) => view! { <div class="prose" inner_html=html></div> }.into_any(),
                    None => view! { <p class="muted">"Nobody has described it yet."</p> }.into_any(),
                }} {links} {tags}
            </div>
        </Card>
    };
    let title = entry.title.clone();
    let quadrant = board.radar.quadrant_name(entry.quadrant).to_owned();
    Markup::page(
        &title,
        view! {
            <div class="radar-page">
                <p class="radar-back">
                    <a href=back>{board.shown.title.clone()}</a>
                    <span class="muted">" / " {quadrant}</span>
                </p>
                <div class="page-head">
                    <h1>{title.clone()}</h1>
                    {standing}
                    {left}
                </div>
                {doubt}
                <div class="columns">
                    <div class="column">{about} {history(board, entry)}</div>
                    <div class="column column-wide">{used(&users)} {use_moved(asked, &moves, key)}</div>
                </div>
            </div>
        },
    )
}

/// Ring and movement, as they stand beside the title.
fn standing(board: &Board<'_>, step: &Step, moved: Moved) -> impl IntoView + use<> {
    let style = paint(board.radar.rings.get(step.ring)).trim_start_matches(';').to_owned();
    let about = board.radar.rings.get(step.ring).and_then(|ring| ring.description.clone());
    let class = format!("radar-dot radar-in-{}", step.ring);
    let name = board.radar.ring_name(step.ring).to_owned();
    let word = (moved != Moved::Unchanged).then(|| view! { <span aria-hidden="true">{moved.label()}</span> });
    view! {
        <span class="radar-standing" title=about>
            <span class=class style=style aria-hidden="true"></span>
            {name}
            {movement(moved)}
            {word}
        </span>
    }
}

/// It should not be used any more, and is.
fn doubt(users: &Users) -> Option<AnyView> {
    let text = match users.count {
        0 => return None,
        1 => "Still used by 1 component, although it is on hold.".to_owned(),
        count => format!("Still used by {count} components, although it is on hold."),
    };
    Some(view! { <p class="notice notice-warn" role="status">{text}</p> }.into_any())
}

fn links(entry: &Entry) -> Option<AnyView> {
    let own = entry.url.iter().map(|url| (url.clone(), shown_address(url)));
    let further = entry.links.iter().map(|link| (link.url.clone(), link.title.clone()));
    let links: Vec<_> = own.chain(further).collect();
    if links.is_empty() {
        return None;
    }
    let items =
        links.into_iter().map(|(url, title)| view! { <li><a href=url rel="noopener">{title}</a></li> });
    let items = items.collect_view();
    Some(view! { <ul class="radar-links" aria-label="Links">{items}</ul> }.into_any())
}

/// An address as people read it.
fn shown_address(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    bare.trim_start_matches("www.").trim_end_matches('/').to_owned()
}

fn tags(board: &Board<'_>, entry: &Entry) -> Option<AnyView> {
    if entry.tags.is_empty() {
        return None;
    }
    let items = entry.tags.iter().map(|tag| {
        let radar = board.question.radar.clone();
        let href = address(&Question { radar, tag: Some(tag.clone()), ..Question::default() });
        view! { <a class="tag" href=href>{tag.clone()}</a> }
    });
    let items = items.collect_view();
    Some(view! { <p class="tags">{items}</p> }.into_any())
}

/// Where it was when: as a picture and in words.
fn history(board: &Board<'_>, entry: &Entry) -> impl IntoView + use<> {
    let svg = trail(board.radar, entry, board.today);
    let steps = entry.timeline.iter().enumerate().map(|(index, step)| {
        let before = entry.timeline.get(index + 1);
        let moved = before.map_or(Moved::New, |before| Moved::between(before.ring, step.ring));
        let style = paint(board.radar.rings.get(step.ring)).trim_start_matches(';').to_owned();
        let why = step.description.as_deref().map(markdown::html);
        view! {
            <li>
                <time datetime=step.date.to_string()>{step.date.words()}</time>
                <span class="radar-ring-name">
                    <span class=format!("radar-dot radar-in-{}", step.ring) style=style aria-hidden="true"></span>
                    {board.radar.ring_name(step.ring).to_owned()}
                    {movement(moved)}
                </span>
                {why.map(|html| view! { <div class="prose radar-why" inner_html=html></div> })}
            </li>
        }
    });
    let steps = steps.collect_view();
    view! {
        <Card title="History" id="radar-history">
            <div class="card-body">
                <div class="radar-trail-frame" inner_html=svg></div>
                <ol class="radar-steps">{steps}</ol>
            </div>
        </Card>
    }
}

fn used(users: &Users) -> impl IntoView + use<> {
    let count = users.count.to_string();
    let is_empty = users.components.is_empty() && users.others.is_empty();
    let more = users.count.saturating_sub(users.components.len());
    let components = rows(&users.components);
    let others = (!users.others.is_empty()).then(|| {
        let title = match users.others.len() {
            1 => "Also in 1 other entity".to_owned(),
            count => format!("Also in {count} other entities"),
        };
        let rows = rows(&users.others);
        view! {
            <details class="radar-others" open=users.components.is_empty()>
                <summary>{title}</summary>
                {rows}
            </details>
        }
    });
    view! {
        <Card title="Used by" id="radar-users" count=count>
            {if is_empty {
                view! {
                    <Empty title="Nothing in the catalog uses it">
                        <p>
                            "Components are counted here that name it as a tag, as " <code>"spec.language"</code>
                            ", in the annotation " <code>"portico.dev/tech"</code>
                            ", in a dependency manifest, or that depend on a resource which does."
                        </p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! {
                    {components}
                    {(more > 0).then(|| view! { <p class="card-foot muted">{format!("and {more} more")}</p> })}
                    {others}
                }
                    .into_any()
            }}
        </Card>
    }
}

fn rows(list: &[Use]) -> Option<AnyView> {
    if list.is_empty() {
        return None;
    }
    let rows = list.iter().map(user).collect_view();
    Some(
        view! {
            <div class="table-scroll" role="region" aria-label="Who uses it" tabindex="0">
                <table class="table table-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Owner"</th>
                            <th scope="col">"Lifecycle"</th>
                            <th scope="col">"Known by"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}

fn user(one: &Use) -> impl IntoView + use<> {
    let named = Named { entity_ref: one.row.entity_ref.clone(), label: one.row.label.clone(), exists: true };
    let owners = one.row.owners.clone();
    let hows = one.hows.iter().map(|how| view! { <li>{known_by(how)}</li> }).collect_view();
    view! {
        <tr>
            <td>
                <span class="radar-user">
                    <KindBadge kind=one.row.kind.clone() />
                    <EntityLink named />
                </span>
            </td>
            <td>
                <EntityLinks names=owners />
            </td>
            <td>{one.row.lifecycle.clone().map(|lifecycle| view! { <Lifecycle lifecycle /> })}</td>
            <td>
                <ul class="radar-reasons">{hows}</ul>
            </td>
        </tr>
    }
}

/// Why something counts as a user.
fn known_by(how: &How) -> AnyView {
    match how {
        How::Tag(tag) => {
            let href = paths::catalog_with("tag", tag);
            view! { "tag " <a class="tag" href=href>{tag.clone()}</a> }.into_any()
        }
        How::Language(language) => format!("language {language}").into_any(),
        How::Annotation(name) => format!("annotation {name}").into_any(),
        How::Package(package) => view! { <code class="radar-package">{package.words()}</code> }.into_any(),
        How::Through(resource) => {
            let named = resource.clone();
            view! { "through " <EntityLink named /> }.into_any()
        }
    }
}

/// What the change log tells of who began and ceased to use it.
fn use_moved(asked: &Asked<'_>, moves: &Moves, key: &str) -> impl IntoView + use<> {
    let changes = moves.changes.get(key).map(Vec::as_slice).unwrap_or_default();
    let since = moves.since(key).map(|at| Day::of_ms(at).words());
    let began = changes.iter().filter(|change| change.began).count();
    let ceased = changes.len() - began;
    let sum = match since {
        None => "Nothing has been recorded yet.".to_owned(),
        Some(since) if changes.is_empty() => format!("No component began or ceased to use it since {since}."),
        Some(since) => format!("{} to use it since {since}.", began_and_ceased(began, ceased)),
    };
    const MOST: usize = 20;
    let items = changes.iter().take(MOST).map(|change| {
        let named = asked.portal.name_of(&change.entity_ref);
        let (word, sign) = if change.began { ("began", "+") } else { ("ceased", "−") };
        view! {
            <li>
                <span class="radar-change" aria-hidden="true">{sign}</span>
                <EntityLink named />
                {format!(" {word} ")}
                <time datetime=time::for_machines(change.at_ms)>{Day::of_ms(change.at_ms).words()}</time>
            </li>
        }
    });
    let items = items.collect_view();
    let is_empty = changes.is_empty();
    view! {
        <Card title="How use moved" id="radar-moves">
            <div class="card-body">
                <p class="muted">{sum}</p>
                {(!is_empty).then(|| view! { <ul class="radar-changes">{items}</ul> })}
            </div>
        </Card>
    }
}

/// `2 components began and 1 ceased`, without the half that did not happen.
fn began_and_ceased(began: usize, ceased: usize) -> String {
    let components =
        |count: usize| if count == 1 { "1 component".to_owned() } else { format!("{count} components") };
    match (began, ceased) {
        (began, 0) => format!("{} began", components(began)),
        (0, ceased) => format!("{} ceased", components(ceased)),
        (began, ceased) => format!("{} began and {ceased} ceased", components(began)),
    }
}

#[cfg(test)]
mod tests {
    use super::began_and_ceased;

    #[test]
    fn what_did_not_happen_is_not_counted() {
        assert_eq!(began_and_ceased(1, 0), "1 component began");
        assert_eq!(began_and_ceased(0, 2), "2 components ceased");
        assert_eq!(began_and_ceased(2, 1), "2 components began and 1 ceased");
    }
}
