//! What people are told.
//!
//! A notification is for one person or for everybody. What a person did with it, reading or saving, is theirs alone.

mod interface;
mod statements;

pub(crate) use interface::notification_store;
pub(crate) use statements::notification_statements;

use crate::{BoxFuture, StoreError};
use serde_json::{Map, Value};

/// An answer of the store.
pub(crate) type Told<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// Notifications by person: the full reference of a user.
pub trait NotificationStore: Send + Sync {
    /// A number that grows with every change of any notification, mark or wish.
    fn notification_revision(&self) -> Told<'_, i64>;

    /// Tells people something, all of it or nothing, and forgets what is too much for a person. Of two that are about the
    /// same, the last counts. Returns what is stored now, as those see it who are told.
    fn notify<'a>(&'a self, new: &'a [NewNotification], at_ms: i64) -> Told<'a, Vec<Notification>>;

    /// A part of what a person is told, and how much there is.
    fn notifications<'a>(
        &'a self,
        person: &'a str,
        query: &'a NotificationQuery,
    ) -> Told<'a, (Vec<Notification>, u64)>;

    /// One that a person is told.
    fn notification<'a>(&'a self, person: &'a str, id: &'a str) -> Told<'a, Option<Notification>>;

    /// How many a person has not read, and how many they have.
    fn notification_counts<'a>(&'a self, person: &'a str) -> Told<'a, (u64, u64)>;

    /// The topics of what a query finds, in their order, at most [`crate::limits::NOTIFICATION_TOPICS`].
    fn notification_topics<'a>(
        &'a self,
        person: &'a str,
        query: &'a NotificationQuery,
    ) -> Told<'a, Vec<String>>;

    /// Origins and topics of everything that there is for a person, wanted or not, in their order; at most
    /// [`crate::limits::NOTIFICATION_TOPICS`].
    fn notification_origins<'a>(&'a self, person: &'a str) -> Told<'a, Vec<(String, Option<String>)>>;

    /// Marks what a person is told; `ids` that they are not told are passed over. Returns how many there were.
    fn mark_notifications<'a>(
        &'a self,
        person: &'a str,
        which: Which<'a>,
        marks: Marks,
        at_ms: i64,
    ) -> Told<'a, u64>;

    /// What a person does not want to be told.
    fn notification_mutes<'a>(&'a self, person: &'a str) -> Told<'a, Vec<Mute>>;

    /// Keeps these instead of what a person did not want before.
    fn mute_notifications<'a>(&'a self, person: &'a str, mutes: &'a [Mute]) -> Told<'a, ()>;

    /// What lasts of an origin, for whomever: at most [`crate::limits::NOTIFICATIONS_THAT_LAST`].
    fn lasting_notifications<'a>(&'a self, origin: &'a str) -> Told<'a, Vec<Notification>>;

    /// Forgets what was read before a time, what nobody read before another, and what everybody was told before the first;
    /// but neither what somebody saved nor what lasts. Returns how many there were.
    fn prune_notifications(&self, read_before_ms: i64, before_ms: i64) -> Told<'_, u64>;
}

/// How pressing something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationSeverity {
    /// Good to know.
    Low,
    /// As most things.
    #[default]
    Normal,
    /// To be looked at soon.
    High,
    /// To be looked at now.
    Critical,
}

impl NotificationSeverity {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Normal, Self::Low];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }

    /// The one that a word means.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }

    /// Its place in the order: the number that is stored.
    pub(crate) fn rank(self) -> i64 {
        self as i64
    }

    /// A number of another version is the usual one.
    pub(crate) fn of_rank(rank: i64) -> Self {
        Self::ALL.into_iter().find(|severity| severity.rank() == rank).unwrap_or_default()
    }
}

/// What a notification says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NotificationText {
    /// Who tells it.
    pub origin: String,
    /// What it is about: telling the same person about the same again changes what is there.
    pub scope: Option<String>,
    /// What sort it is.
    pub topic: Option<String>,
    /// How pressing it is.
    pub severity: NotificationSeverity,
    /// In a few words.
    pub title: String,
    /// In a few sentences; may be empty.
    pub description: String,
    /// Where more is to be seen.
    pub link: Option<String>,
    /// The name of an icon.
    pub icon: Option<String>,
    /// What programs know about it.
    pub metadata: Map<String, Value>,
    /// Whether it is about a state, and stays until its sender says that this is over.
    pub lasts: bool,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq)]
pub struct NewNotification {
    /// Identifies it, if it does not take the place of another.
    pub id: String,
    /// Whom; nobody in particular for everybody.
    pub person: Option<String>,
    /// What.
    pub text: NotificationText,
    /// How.
    pub how: Telling,
}

/// How something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// So that it is noticed: it is unread, even if an earlier one about the same was read.
    Aloud,
    /// Only by changing what is there about the same; where nothing is, nothing is told.
    Quietly,
    /// As quietly, and nobody needs to read it any more.
    Done,
}

/// A notification as a person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Notification {
    /// Identifies it.
    pub id: String,
    /// For whom it is; nobody in particular: for everybody.
    pub person: Option<String>,
    /// What it says.
    pub text: NotificationText,
    /// When it was told first, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it was told again.
    pub updated_ms: Option<i64>,
    /// When the person read it.
    pub read_ms: Option<i64>,
    /// When the person saved it.
    pub saved_ms: Option<i64>,
}

impl Notification {
    /// When it was told last.
    pub fn told_ms(&self) -> i64 {
        self.updated_ms.unwrap_or(self.created_ms)
    }
}

/// Which notifications.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NotificationQuery {
    /// Read ones or unread ones.
    pub read: Option<bool>,
    /// Saved ones or others.
    pub saved: Option<bool>,
    /// Of this topic.
    pub topic: Option<String>,
    /// With all of these words, in any case.
    pub search: String,
    /// Told at this time or later, in milliseconds since 1970.
    pub since_ms: Option<i64>,
    /// At least so pressing.
    pub least: Option<NotificationSeverity>,
    /// In which order; those that were told last first if nothing is said. True means the other way round.
    pub order: Vec<(NotificationOrder, bool)>,
    /// How many are passed over.
    pub offset: u32,
    /// How many are wanted: at most [`crate::limits::NOTIFICATION_PAGE`].
    pub limit: Option<u32>,
}

/// By what notifications can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationOrder {
    /// When they were told first.
    Created,
    /// When they were told last.
    Updated,
    /// How pressing they are.
    Severity,
    /// Their title.
    Title,
    /// Their topic.
    Topic,
    /// Who tells it.
    Origin,
}

impl NotificationOrder {
    /// All of them, with their words.
    pub const ALL: [(&'static str, Self); 6] = [
        ("created", Self::Created),
        ("updated", Self::Updated),
        ("severity", Self::Severity),
        ("title", Self::Title),
        ("topic", Self::Topic),
        ("origin", Self::Origin),
    ];

    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Created => "n.created_ms",
            Self::Updated => "n.changed_ms",
            Self::Severity => "n.severity",
            Self::Title => "n.title",
            // Databases do not agree on where nothing is.
            Self::Topic => "coalesce(n.topic, '')",
            Self::Origin => "n.origin",
        }
    }
}

/// Which ones are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<'a> {
    /// These.
    These(&'a [String]),
    /// Everything that the person is told and that was told up to this time: not what they have not seen yet.
    Until(i64),
}

/// What becomes of what is marked; what is not said stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Read, or unread again.
    pub read: Option<bool>,
    /// Saved, or not any more.
    pub saved: Option<bool>,
}

/// What a person does not want to be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mute {
    /// Of whom.
    pub origin: String,
    /// About this sort; about anything if there is none.
    pub topic: Option<String>,
}

/// What is searched in a notification.
pub(crate) fn words(text: &NotificationText) -> String {
    let parts = [&text.title, &text.description, text.topic.as_ref().unwrap_or(&text.origin)];
    parts.map(|part| part.to_lowercase()).join("\n")
}

/// Metadata as it is stored.
pub(crate) fn packed(metadata: &Map<String, Value>) -> String {
    if metadata.is_empty() { String::new() } else { Value::Object(metadata.clone()).to_string() }
}

/// Metadata as it was.
pub(crate) fn unpacked(text: &str) -> Result<Map<String, Value>, StoreError> {
    if text.is_empty() { Ok(Map::new()) } else { Ok(serde_json::from_str(text)?) }
}

/// A word as a pattern that finds it anywhere.
pub(crate) fn anywhere(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
