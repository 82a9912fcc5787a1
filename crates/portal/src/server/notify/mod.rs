//! Telling people something, and what they do with it.
//!
//! What is told is stored by [`portico_store::NotificationStore`]; here is found out who is meant (`people`), what may be
//! said (`message`), what a person asks (`asked`, `counts`), and what the costs have to tell by themselves (`costs`, `keep`).

mod asked;
mod costs;
mod counts;
mod keep;
mod message;
mod people;

pub use asked::{OriginChoice, TopicChoice};
pub use message::Message;
pub use portico_store::{
    Marks, Notification, NotificationOrder, NotificationQuery, NotificationSeverity, Which,
};

use super::{Portal, PortalError, ingest::now_ms, limits::NOTIFY_AT_ONCE};
use counts::Counts;
use portico_store::{NewNotification, NotificationText, StoreError, Telling};
use tokio::sync::{Notify, watch};

/// What the portal holds for notifications.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// Grows when there may be others, or a person did something with them.
    version: watch::Sender<u64>,
    /// How many a person has not read, for all pages that they have open.
    counts: Counts,
    /// Told when the alerts of the costs should be looked at.
    hurried: Notify,
}

impl Place {
    /// Waits until somebody is in a hurry.
    async fn hurried(&self) {
        self.hurried.notified().await;
    }

    /// There may be others, for whomever.
    fn changed(&self) {
        self.counts.forget_all();
        self.version.send_modify(|version| *version += 1);
    }

    /// There may be others for these people; nobody in particular for everybody.
    fn changed_for<'a>(&self, people: impl IntoIterator<Item = Option<&'a str>>) {
        // Before the version grows: whoever hears of it must not find what was counted before.
        for person in people {
            match person {
                Some(person) => self.counts.forget(person),
                None => self.counts.forget_all(),
            }
        }
        self.version.send_modify(|version| *version += 1);
    }

    /// Lets the alerts of the costs be looked at soon.
    pub(super) fn hurry(&self) {
        self.hurried.notify_one();
    }
}

/// Whom to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipients {
    /// Everybody.
    Everybody,
    /// Those who are meant by some references, without those who are meant by others.
    Of {
        /// Users; groups stand for their members and those of the groups below; anything else for its owners.
        references: Vec<String>,
        /// Who is left out, in the same way.
        except: Vec<String>,
    },
}

/// What came of telling.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sent {
    /// What is there now, by person.
    pub notifications: Vec<Notification>,
    /// References that the catalog does not have.
    pub unknown: Vec<String>,
}

/// Why nobody was told, or a question about notifications was not answered.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// Whoever asks has not said who they are.
    #[error(
        "notifications belong to somebody, and the request does not say who asks; choose who you are in the portal"
    )]
    Nobody,
    /// What is to be told, or a question, makes no sense.
    #[error("{0}")]
    Wrong(String),
    /// What the references name is not in the catalog.
    #[error("{0}")]
    Unknown(String),
    /// The store failed.
    #[error(transparent)]
    Portal(#[from] PortalError),
}

impl From<StoreError> for NotifyError {
    fn from(error: StoreError) -> Self {
        Self::Portal(error.into())
    }
}

impl Portal {
    /// Tells people something. `origin` says who tells it. Telling the same people about the same scope again takes the
    /// place of what they were told before.
    ///
    /// # Errors
    /// If the message is too long or leads to an unsafe address, the references lead to nobody or to too many, or the
    /// store fails.
    pub async fn notify(&self, origin: &str, to: &Recipients, message: Message) -> Result<Sent, NotifyError> {
        let text = message.read(origin)?;
        let (people, unknown) = match to {
            Recipients::Everybody => (vec![None], Vec::new()),
            Recipients::Of { references, except } => {
                let found = people::meant(&self.index(), references, except)?;
                (found.people.into_iter().map(Some).collect(), found.unknown)
            }
        };
        if people.is_empty() && !unknown.is_empty() {
            return Err(NotifyError::Unknown(format!(
                "nobody was told: the catalog has no {}; references are written like user:default/anna",
                unknown.join(", ")
            )));
        }
        for reference in &unknown {
            tracing::warn!(
                origin,
                reference,
                "a notification leads to somebody whom the catalog does not have"
            );
        }
        let new = |person| aloud(person, text.clone());
        let notifications = self.tell(people.into_iter().map(new).collect()).await?;
        Ok(Sent { notifications, unknown })
    }

    /// Follows what people are told: a new number means that there may be something else.
    pub fn notification_versions(&self) -> watch::Receiver<u64> {
        self.notices.version.subscribe()
    }

    /// Stores what is told, in parts, so that nobody waits long for the database.
    async fn tell(&self, new: Vec<NewNotification>) -> Result<Vec<Notification>, PortalError> {
        let mut told = Vec::with_capacity(new.len());
        for part in new.chunks(NOTIFY_AT_ONCE) {
            told.extend(self.store.notify(part, now_ms()).await?);
            self.notices.changed_for(part.iter().map(|new| new.person.as_deref()));
        }
        Ok(told)
    }
}

fn aloud(person: Option<String>, text: NotificationText) -> NewNotification {
    NewNotification { id: uuid::Uuid::new_v4().to_string(), person, text, how: Telling::Aloud }
}
