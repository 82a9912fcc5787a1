//! What a person asks about what they are told, and what they do with it.

use super::{
    super::{Portal, ingest::now_ms, limits::NOTIFY_IDS},
    NotifyError,
};
use crate::Caller;
use portico_store::{Marks, Mute, Notification, NotificationQuery, Which};
use std::collections::BTreeMap;

/// Whether a person wants to be told by an origin, and about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginChoice {
    /// Who tells.
    pub origin: String,
    /// Whether the person wants it. If not, they are told nothing by it, whatever its topics say.
    pub is_wanted: bool,
    /// Its topics.
    pub topics: Vec<TopicChoice>,
}

/// Whether a person wants to be told about a sort of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicChoice {
    /// What sort.
    pub topic: String,
    /// Whether they want it.
    pub is_wanted: bool,
}

fn somebody(caller: &Caller) -> Result<&str, NotifyError> {
    caller.person().ok_or(NotifyError::Nobody)
}

impl Portal {
    /// A part of what the caller is told, and how much there is.
    ///
    /// # Errors
    /// If the caller has not said who they are, or the store fails.
    pub async fn notifications(
        &self,
        caller: &Caller,
        query: &NotificationQuery,
    ) -> Result<(Vec<Notification>, u64), NotifyError> {
        Ok(self.store.notifications(somebody(caller)?, query).await?)
    }

    /// One that the caller is told; nothing if there is none.
    ///
    /// # Errors
    /// If the caller has not said who they are, or the store fails.
    pub async fn notification(&self, caller: &Caller, id: &str) -> Result<Option<Notification>, NotifyError> {
        Ok(self.store.notification(somebody(caller)?, id).await?)
    }

    /// How many the caller has not read, and how many they have.
    ///
    /// # Errors
    /// If the caller has not said who they are, or the store fails.
    pub async fn notification_counts(&self, caller: &Caller) -> Result<(u64, u64), NotifyError> {
        Ok(self.store.notification_counts(somebody(caller)?).await?)
    }

    /// How many the caller has not read; none for a guest, and where the store does not say: pages are good without it.
    pub async fn unread(&self, caller: &Caller) -> u64 {
        match self.notification_counts(caller).await {
            Ok((unread, _)) => unread,
            Err(NotifyError::Nobody) => 0,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "notifications cannot be counted");
                0
            }
        }
    }

    /// The same for pages that follow it: counted once for all that a person has open, until something changes. Nothing for
    /// a guest, and where the store does not say: what such a page shows is better than that there is nothing.
    pub async fn unread_now(&self, caller: &Caller) -> Option<u64> {
        let person = caller.person()?;
        let count = || async { self.store.notification_counts(person).await.map(|(unread, _)| unread) };
        match self.notices.counts.of(person, count).await {
            Ok(unread) => Some(unread),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "notifications cannot be counted");
                None
            }
        }
    }

    /// The topics of what a query finds.
    ///
    /// # Errors
    /// If the caller has not said who they are, or the store fails.
    pub async fn notification_topics(
        &self,
        caller: &Caller,
        query: &NotificationQuery,
    ) -> Result<Vec<String>, NotifyError> {
        Ok(self.store.notification_topics(somebody(caller)?, query).await?)
    }

    /// Marks some of what the caller is told.
    ///
    /// # Errors
    /// If the caller has not said who they are, too many are named, or the store fails.
    pub async fn mark_notifications(
        &self,
        caller: &Caller,
        which: Which<'_>,
        marks: Marks,
    ) -> Result<u64, NotifyError> {
        let person = somebody(caller)?;
        if let Which::These(ids) = which
            && ids.len() > NOTIFY_IDS
        {
            let message =
                format!("at most {NOTIFY_IDS} notifications are marked at once; send them in parts");
            return Err(NotifyError::Wrong(message));
        }
        let count = self.store.mark_notifications(person, which, marks, now_ms()).await?;
        self.notices.changed_for([Some(person)]);
        Ok(count)
    }

    /// What the caller wants to be told, by whoever told them something, or is not wanted.
    ///
    /// # Errors
    /// If the caller has not said who they are, or the store fails.
    pub async fn notification_choices(&self, caller: &Caller) -> Result<Vec<OriginChoice>, NotifyError> {
        let person = somebody(caller)?;
        let known = self.store.notification_origins(person).await?;
        let mutes = self.store.notification_mutes(person).await?;
        Ok(choices(known, &mutes))
    }

    /// Keeps what the caller wants, instead of what they wanted before; whatever is not named is wanted.
    ///
    /// # Errors
    /// If the caller has not said who they are, there are too many choices, or the store fails.
    pub async fn choose_notifications(
        &self,
        caller: &Caller,
        choices: &[OriginChoice],
    ) -> Result<(), NotifyError> {
        use super::super::limits::{NOTIFY_CHOICES, NOTIFY_NAME};
        let person = somebody(caller)?;
        let mut mutes = Vec::new();
        for choice in choices {
            let names =
                choice.topics.iter().map(|topic| topic.topic.as_str()).chain([choice.origin.as_str()]);
            if let Some(name) = names.into_iter().find(|name| name.is_empty() || name.len() > NOTIFY_NAME) {
                let message = format!(
                    "the id of an origin or topic has 1 to {NOTIFY_NAME} bytes; one has {}",
                    name.len()
                );
                return Err(NotifyError::Wrong(message));
            }
            let mute = |topic: Option<String>| Mute { origin: choice.origin.clone(), topic };
            mutes.extend((!choice.is_wanted).then(|| mute(None)));
            let unwanted = choice.topics.iter().filter(|topic| !topic.is_wanted);
            mutes.extend(unwanted.map(|topic| mute(Some(topic.topic.clone()))));
        }
        if mutes.len() > NOTIFY_CHOICES {
            let message = format!(
                "at most {NOTIFY_CHOICES} origins and topics can be turned off; turn off origins as a whole"
            );
            return Err(NotifyError::Wrong(message));
        }
        self.store.mute_notifications(person, &mutes).await?;
        self.notices.changed_for([Some(person)]);
        Ok(())
    }
}

/// Everything that told something or is not wanted, with its topics.
fn choices(known: Vec<(String, Option<String>)>, mutes: &[Mute]) -> Vec<OriginChoice> {
    let mut origins: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    for (origin, topic) in known {
        let topics = origins.entry(origin).or_default();
        topics.extend(topic.map(|topic| (topic, true)));
    }
    for mute in mutes {
        let topics = origins.entry(mute.origin.clone()).or_default();
        topics.extend(mute.topic.clone().map(|topic| (topic, false)));
    }
    let choice = |(origin, topics): (String, BTreeMap<String, bool>)| OriginChoice {
        is_wanted: !mutes.iter().any(|mute| mute.origin == origin && mute.topic.is_none()),
        topics: topics.into_iter().map(|(topic, is_wanted)| TopicChoice { topic, is_wanted }).collect(),
        origin,
    };
    origins.into_iter().map(choice).collect()
}
