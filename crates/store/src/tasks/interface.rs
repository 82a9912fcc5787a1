//! How both databases answer for the trait `TaskStore`.

/// How a database is asked: most of it is the same for both, down to which of it is a transaction.
macro_rules! task_store {
    ($store:ty, $read:ident, $change:ident) => {
        use portico_scaffolder::tasks::{Stored, TaskStore};

        impl TaskStore for $store {
            fn create_task<'a>(&'a self, task: &'a NewTask) -> Stored<'a, ()> {
                Box::pin(async move { $change!(self, connection, create(connection, task)) })
            }

            fn task<'a>(&'a self, id: &'a str) -> Stored<'a, Option<Task>> {
                Box::pin(async move { $read!(self, connection, task(connection, id)) })
            }

            fn tasks<'a>(&'a self, query: &'a TaskQuery) -> Stored<'a, (Vec<Task>, u64)> {
                Box::pin(async move { $read!(self, connection, list(connection, query)) })
            }

            fn task_counts(&self) -> Stored<'_, Vec<(Status, u64)>> {
                Box::pin(async move { $read!(self, connection, counts(connection)) })
            }

            fn task_steps<'a>(&'a self, id: &'a str) -> Stored<'a, Vec<StepRow>> {
                Box::pin(async move { $read!(self, connection, steps(connection, id)) })
            }

            fn task_events<'a>(&'a self, id: &'a str, after: i64, most: u32) -> Stored<'a, Vec<Event>> {
                Box::pin(async move { $read!(self, connection, events_after(connection, id, after, most)) })
            }

            fn checkpoints<'a>(&'a self, id: &'a str) -> Stored<'a, Vec<Checkpoint>> {
                Box::pin(async move { $read!(self, connection, checkpoints(connection, id)) })
            }

            fn claim<'a>(&'a self, worker: &'a Worker) -> Stored<'a, Option<(Task, Option<Sealed>)>> {
                Box::pin(async move { $change!(self, connection, claim(connection, worker)) })
            }

            fn beat<'a>(&'a self, id: &'a str, lease: i64) -> Stored<'a, bool> {
                Box::pin(async move { $change!(self, connection, beat(connection, id, lease)) })
            }

            fn write<'a>(&'a self, id: &'a str, lease: i64, what: &'a Write) -> Stored<'a, ()> {
                Box::pin(async move { $change!(self, connection, write(connection, id, lease, what)) })
            }

            fn stale(&self, silent: Duration) -> Stored<'_, Vec<Task>> {
                Box::pin(async move { $read!(self, connection, stale(connection, silent)) })
            }

            fn seize<'a>(
                &'a self,
                task: &'a Task,
                worker: &'a Worker,
                silent: Duration,
            ) -> Stored<'a, Option<(i64, Option<Sealed>)>> {
                Box::pin(async move { $change!(self, connection, seize(connection, task, worker, silent)) })
            }

            fn cancel<'a>(&'a self, id: &'a str, at_ms: i64) -> Stored<'a, CancelOutcome> {
                Box::pin(async move { $change!(self, connection, cancel(connection, id, at_ms)) })
            }

            fn retry<'a>(&'a self, id: &'a str, sealed: Option<&'a Sealed>) -> Stored<'a, RetryOutcome> {
                Box::pin(async move { $change!(self, connection, retry(connection, id, sealed)) })
            }

            fn waiting_for_other_keys<'a>(&'a self, key: &'a str, before_ms: i64) -> Stored<'a, Vec<Task>> {
                Box::pin(async move {
                    $read!(self, connection, waiting_for_other_keys(connection, key, before_ms))
                })
            }

            fn fail_waiting<'a>(
                &'a self,
                id: &'a str,
                events: &'a [NewEvent],
                error: &'a TaskError,
            ) -> Stored<'a, bool> {
                Box::pin(
                    async move { $change!(self, connection, fail_waiting(connection, id, events, error)) },
                )
            }

            fn prune(&self, before_ms: i64) -> Stored<'_, u64> {
                Box::pin(async move { $change!(self, connection, prune(connection, before_ms)) })
            }
        }
    };
}
pub(crate) use task_store;
