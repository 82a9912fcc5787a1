//! The list.

use super::{
    filter::{Filter, PAGE, View},
    item::item,
    pages,
};
use crate::{
    components::{
        icon::{Icon, IconName},
        state::Empty,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::notify::{Notification, NotificationSeverity};

/// How often the open page asks whether there is something new, in milliseconds.
const REFRESH_MS: u32 = 30_000;

/// What the page shows.
pub(super) struct List {
    pub(super) filter: Filter,
    pub(super) found: Vec<Notification>,
    /// How many the filter finds.
    pub(super) total: u64,
    /// The topics of the view.
    pub(super) topics: Vec<String>,
    pub(super) unread: u64,
    /// How many there are at all.
    pub(super) all: u64,
    pub(super) now_ms: i64,
}

/// The page.
pub(super) fn page(list: &List) -> AnyView {
    let (filter, back) = (&list.filter, list.filter.address());
    let views = View::ALL.map(|view| {
        let href = Filter { view, page: 0, ..filter.clone() }.address();
        let (label, count) = match view {
            View::Unread => ("Unread", Some(list.unread)),
            View::Saved => ("Saved", None),
            View::All => ("All", Some(list.all)),
        };
        let count = count.map(|count| view! { <span class="segment-count">{count}</span> });
        let current = (filter.view == view).then_some("true");
        view! { <a class="segment" href=href aria-current=current>{label} " " {count}</a> }
    });
    let rows = list.found.iter().map(|found| item(found, list.now_ms, &back)).collect_view();
    let body = match list.found.is_empty() {
        true => empty(list),
        false => view! { <ul class="card inbox-list" aria-label="Notifications">{rows}</ul> }.into_any(),
    };
    view! {
        <div class="inbox" data-insight="page" data-refresh=REFRESH_MS.to_string()>
            <div class="page-head">
                <h1 tabindex="-1" data-rest="">"Notifications"</h1>
                <div class="page-actions">
                    {all_read(list, &back)}
                    <a class="button" href=paths::NOTIFICATION_SETTINGS>"Settings"</a>
                </div>
            </div>
            <div class="inbox-filters">
                <nav class="segments" aria-label="Which notifications">{views.into_iter().collect_view()}</nav>
                {choose(list)}
            </div>
            <p class="muted" role="status">{count(list)}</p>
            {body}
            {pager(list)}
        </div>
    }
    .into_any()
}

fn count(list: &List) -> String {
    let word = match list.filter.view {
        View::Unread => " unread",
        View::Saved => " saved",
        View::All => "",
    };
    match list.total {
        1 => format!("1{word} notification"),
        total => format!("{total}{word} notifications"),
    }
}

/// Everything that was there when the page was made is read; what came since is not.
fn all_read(list: &List, back: &str) -> AnyView {
    if list.unread == 0 {
        return ().into_any();
    }
    let (back, until) = (back.to_owned(), list.now_ms.to_string());
    view! {
        <form method="post" action=paths::NOTIFICATION_MARK data-in-place="">
            <input type="hidden" name="until" value=until />
            <input type="hidden" name="back" value=back />
            <button class="button" name="mark" value="read">"Mark all as read"</button>
        </form>
    }
    .into_any()
}

/// Words, severity and topic, as a form that an address comes of.
fn choose(list: &List) -> AnyView {
    let filter = &list.filter;
    let severities =
        NotificationSeverity::ALL.into_iter().filter(|severity| *severity != NotificationSeverity::Low);
    let severities = severities.map(|severity| {
        let label = match severity {
            NotificationSeverity::Critical => "critical".to_owned(),
            other => format!("{} or more", other.word()),
        };
        let selected = filter.least == Some(severity);
        view! { <option value=severity.word() selected=selected>{label}</option> }
    });
    let severities = severities.collect_view();
    let mut topics = list.topics.clone();
    if !filter.topic.is_empty() && !topics.contains(&filter.topic) {
        topics.push(filter.topic.clone());
    }
    let topics = topics.into_iter().map(|topic| {
        let selected = filter.topic == topic;
        let label = topic.clone();
        view! { <option value=topic selected=selected>{label}</option> }
    });
    let topics = topics.collect_view();
    let view = (filter.view != View::default())
        .then(|| view! { <input type="hidden" name="view" value=filter.view.word() /> });
    let search = filter.search.clone();
    view! {
        <form class="inbox-choices" action=paths::NOTIFICATIONS method="get" role="search" data-live="">
            {view}
            <span class="list-filter">
                <Icon name=IconName::Search />
                <input
                    type="search"
                    name="search"
                    value=search
                    placeholder="Words"
                    aria-label="Words in notifications"
                    maxlength="200"
                    autocomplete="off"
                />
            </span>
            <label>
                <span class="field-label">"Severity "</span>
                <select name="severity">
                    <option value="">"any"</option>
                    {severities}
                </select>
            </label>
            <label>
                <span class="field-label">"Topic "</span>
                <select name="topic">
                    <option value="">"any"</option>
                    {topics}
                </select>
            </label>
            <button class="button inbox-show">"Show"</button>
        </form>
    }
    .into_any()
}

fn empty(list: &List) -> AnyView {
    let filter = &list.filter;
    if filter.is_narrow() {
        let wide = filter.wide().address();
        return view! {
            <Empty title="No notification fits">
                <p><a href=wide>"Show all of this list"</a></p>
            </Empty>
        }
        .into_any();
    }
    if list.all == 0 {
        return view! {
            <Empty title="Nobody has told you anything yet">
                <p>
                    "Alerts about what you and your teams own, steps of templates and other programs end up here. "
                    <a href=paths::COSTS>"Look at the costs"</a>
                </p>
            </Empty>
        }
        .into_any();
    }
    let all = Filter { view: View::All, ..Filter::default() }.address();
    let title = match filter.view {
        View::Saved => "Nothing is saved",
        View::Unread | View::All => "You have read everything",
    };
    let help = match filter.view {
        View::Saved => "What you save stays, however old it is. ",
        View::Unread | View::All => "What is new shows up here by itself. ",
    };
    view! {
        <Empty title=title>
            <p>{help} <a href=all>"Look through all of them"</a></p>
        </Empty>
    }
    .into_any()
}

fn pager(list: &List) -> AnyView {
    let filter = &list.filter;
    let (page, last) = (u64::from(filter.page), pages(list.total));
    if last < 2 && page == 0 {
        return ().into_any();
    }
    let on = |page: u32| Filter { page, ..filter.clone() }.address();
    let newer = (page > 0).then(|| view! { <a class="button" href=on(filter.page - 1)>"Newer"</a> });
    let older = ((page + 1) * u64::from(PAGE) < list.total)
        .then(|| view! { <a class="button" href=on(filter.page + 1)>"Older"</a> });
    let here = format!("Page {} of {last}", page + 1);
    view! { <nav class="inbox-pages" aria-label="Pages">{newer} <span class="muted">{here}</span> {older}</nav> }.into_any()
}
