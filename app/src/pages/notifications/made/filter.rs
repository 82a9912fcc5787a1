//! The state of the page, as its address says it.

use crate::{paths, query_string};
use portico_portal::notify::{NotificationQuery, NotificationSeverity};

/// Notifications on a page.
pub(super) const PAGE: u32 = 20;
/// Longest text that is searched, in characters.
const SEARCH: usize = 200;

/// Which notifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum View {
    /// Those that were not read.
    #[default]
    Unread,
    /// Those that were saved.
    Saved,
    /// All of them.
    All,
}

impl View {
    pub(super) const ALL: [Self; 3] = [Self::Unread, Self::Saved, Self::All];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Saved => "saved",
            Self::All => "all",
        }
    }
}

/// The state of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) view: View,
    pub(super) least: Option<NotificationSeverity>,
    pub(super) topic: String,
    pub(super) search: String,
    /// The first one is 0.
    pub(super) page: u32,
}

impl Filter {
    /// What is not understood is what is usual.
    pub(super) fn read(query: &str) -> Self {
        let mut filter = Self::default();
        for (key, value) in query_string::pairs(query) {
            match key.as_str() {
                "view" => {
                    filter.view = View::ALL.into_iter().find(|view| view.word() == value).unwrap_or_default()
                }
                "severity" => filter.least = NotificationSeverity::of_word(&value),
                "topic" => filter.topic = value,
                "search" => filter.search = value.trim().chars().take(SEARCH).collect(),
                "page" => filter.page = value.parse::<u32>().unwrap_or_default().saturating_sub(1),
                _ => {}
            }
        }
        filter
    }

    /// The address of this state.
    pub(super) fn address(&self) -> String {
        let mut pairs = Vec::new();
        if self.view != View::default() {
            pairs.push(("view", self.view.word().to_owned()));
        }
        pairs.extend(self.least.map(|least| ("severity", least.word().to_owned())));
        for (key, value) in [("topic", &self.topic), ("search", &self.search)] {
            if !value.is_empty() {
                pairs.push((key, value.clone()));
            }
        }
        if self.page > 0 {
            pairs.push(("page", (self.page + 1).to_string()));
        }
        paths::with_pairs(paths::NOTIFICATIONS, &pairs)
    }

    /// Whether it says more than which view.
    pub(super) fn is_narrow(&self) -> bool {
        self.least.is_some() || !self.topic.is_empty() || !self.search.is_empty() || self.page > 0
    }

    /// The same view without anything else.
    pub(super) fn wide(&self) -> Self {
        Self { view: self.view, ..Self::default() }
    }

    /// The question about the view alone.
    pub(super) fn of_view(&self) -> NotificationQuery {
        let (read, saved) = match self.view {
            View::Unread => (Some(false), None),
            View::Saved => (None, Some(true)),
            View::All => (None, None),
        };
        NotificationQuery { read, saved, ..NotificationQuery::default() }
    }

    /// The whole question.
    pub(super) fn question(&self) -> NotificationQuery {
        NotificationQuery {
            topic: Some(self.topic.clone()).filter(|topic| !topic.is_empty()),
            search: self.search.clone(),
            least: self.least,
            offset: self.page.saturating_mul(PAGE),
            limit: Some(PAGE),
            ..self.of_view()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[track_caller]
    fn check(query: &str, address: &str) {
        let filter = Filter::read(query);
        assert_eq!(filter.address(), address);
        assert_eq!(Filter::read(address.split_once('?').map_or("", |(_, query)| query)), filter);
    }

    #[test]
    fn an_address_says_the_state() {
        check("", "/notifications");
        check("view=unread&page=1&severity=&topic=", "/notifications");
        check("view=never&severity=urgent&page=x&other=1", "/notifications");
        check(
            "view=all&severity=high&topic=a+b&search=+s%26&page=3",
            "/notifications?view=all&severity=high&topic=a%20b&search=s%26&page=3",
        );
    }
}
