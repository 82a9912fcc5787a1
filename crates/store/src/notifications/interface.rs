//! How both databases answer for the trait `NotificationStore`.

/// How a database is asked: the same for both, down to which of it is a transaction.
macro_rules! notification_store {
    ($store:ty, $read:ident, $change:ident) => {
        use crate::notifications::{NotificationStore, Told};

        impl NotificationStore for $store {
            fn notification_revision(&self) -> Told<'_, i64> {
                Box::pin(async move { $read!(self, connection, revision(connection)) })
            }

            fn notify<'a>(&'a self, new: &'a [NewNotification], at_ms: i64) -> Told<'a, Vec<Notification>> {
                Box::pin(async move { $change!(self, connection, notify(connection, new, at_ms)) })
            }

            fn notifications<'a>(
                &'a self,
                person: &'a str,
                query: &'a NotificationQuery,
            ) -> Told<'a, (Vec<Notification>, u64)> {
                Box::pin(async move { $read!(self, connection, list(connection, person, query)) })
            }

            fn notification<'a>(&'a self, person: &'a str, id: &'a str) -> Told<'a, Option<Notification>> {
                Box::pin(async move { $read!(self, connection, one(connection, person, id)) })
            }

            fn notification_counts<'a>(&'a self, person: &'a str) -> Told<'a, (u64, u64)> {
                Box::pin(async move { $read!(self, connection, counts(connection, person)) })
            }

            fn notification_topics<'a>(
                &'a self,
                person: &'a str,
                query: &'a NotificationQuery,
            ) -> Told<'a, Vec<String>> {
                Box::pin(async move { $read!(self, connection, topics(connection, person, query)) })
            }

            fn notification_origins<'a>(
                &'a self,
                person: &'a str,
            ) -> Told<'a, Vec<(String, Option<String>)>> {
                Box::pin(async move { $read!(self, connection, origins(connection, person)) })
            }

            fn mark_notifications<'a>(
                &'a self,
                person: &'a str,
                which: Which<'a>,
                marks: Marks,
                at_ms: i64,
            ) -> Told<'a, u64> {
                Box::pin(
                    async move { $change!(self, connection, mark(connection, person, which, marks, at_ms)) },
                )
            }

            fn notification_mutes<'a>(&'a self, person: &'a str) -> Told<'a, Vec<Mute>> {
                Box::pin(async move { $read!(self, connection, mutes(connection, person)) })
            }

            fn mute_notifications<'a>(&'a self, person: &'a str, mutes: &'a [Mute]) -> Told<'a, ()> {
                Box::pin(async move { $change!(self, connection, mute(connection, person, mutes)) })
            }

            fn lasting_notifications<'a>(&'a self, origin: &'a str) -> Told<'a, Vec<Notification>> {
                Box::pin(async move { $read!(self, connection, lasting(connection, origin)) })
            }

            fn prune_notifications(&self, read_before_ms: i64, before_ms: i64) -> Told<'_, u64> {
                Box::pin(
                    async move { $change!(self, connection, prune(connection, read_before_ms, before_ms)) },
                )
            }
        }
    };
}
pub(crate) use notification_store;
