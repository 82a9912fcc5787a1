//! What is asked of both databases about tasks, and what is changed: one text for both.

/// The questions and changes, for one database. Both understand the same text of them, but for three things: what time
/// it is, how rows are locked until the end of a transaction, and how to pass over those that others locked.
macro_rules! task_statements {
    ($database:ty, $connection:ty, $row:ty, now: $now:literal, lock: $lock:literal, skip: $skip:literal) => {
        use crate::{
            limits,
            pieces::pieces,
            tasks::{failed, first_steps, page, text, unreadable},
        };
        use portico_scaffolder::tasks::{
            CancelOutcome, Checkpoint, Event, EventKind, NewEvent, NewTask, OrderBy, RetryOutcome, Sealed,
            Status, StepRow, StepState, Task, TaskError, TaskQuery, TaskStoreError, Then, Worker, Write, events,
        };
        use serde_json::Value;
        use sqlx::{QueryBuilder, Row as _};
        use std::time::Duration;

        type Outcome<T> = Result<T, TaskStoreError>;

        pub(super) async fn create(connection: &mut $connection, task: &NewTask) -> Outcome<()> {
            let spec = serde_json::to_string(&task.spec).map_err(unreadable)?;
            sqlx::query(
                "insert into tasks (id, spec, template, status, created_ms, created_by, secrets, secrets_key)
                 values ($1, $2, $3, 'open', $4, $5, $6, $7)",
            )
            .bind(&task.id)
            .bind(spec)
            .bind(task.spec.template().map(clean))
            .bind(task.at_ms)
            .bind(task.created_by.as_deref().map(clean))
            .bind(task.sealed.as_ref().map(|sealed| sealed.bytes.as_slice()))
            .bind(task.sealed.as_ref().map(|sealed| sealed.key.as_str()))
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
            let steps: Vec<_> = first_steps(&task.spec).into_iter().enumerate().collect();
            for piece in pieces(&steps, limits::SQLITE_ROWS, |_| None, |_| 0) {
                let mut query =
                    QueryBuilder::new("insert into task_steps (task_id, position, step_id, name, action, state) ");
                query.push_values(piece, |mut row, (position, step)| {
                    row.push_bind(task.id.clone())
                        .push_bind(number(*position))
                        .push_bind(clean(&step.id).into_owned())
                        .push_bind(clean(&step.name).into_owned())
                        .push_bind(clean(&step.action).into_owned())
                        .push_bind(step.state.word());
                });
                query.build().execute(&mut *connection).await.map_err(failed)?;
            }
            let last = append(connection, &task.id, 0, &task.events).await?;
            let query = sqlx::query("update tasks set last_event = $2 where id = $1").bind(&task.id).bind(last);
            query.execute(&mut *connection).await.map_err(failed)?;
            Ok(())
        }

        /// Writes events, and returns the number of the last one.
        async fn append(
            connection: &mut $connection,
            id: &str,
            last: i64,
            events: &[NewEvent],
        ) -> Outcome<i64> {
            let mut rows = Vec::with_capacity(events.len());
            let mut last = last;
            for event in events {
                last += 1;
                rows.push((last, event.kind, text(&event.body), event.at_ms));
            }
            for piece in pieces(&rows, limits::EVENT_ROWS, |_| None, |(.., body, _)| body.len()) {
                let mut query = QueryBuilder::new("insert into task_events (task_id, id, kind, body, at_ms) ");
                query.push_values(piece, |mut row, (number, kind, body, at_ms)| {
                    row.push_bind(id.to_owned())
                        .push_bind(*number)
                        .push_bind(kind.word())
                        .push_bind(body.clone())
                        .push_bind(*at_ms);
                });
                query.build().execute(&mut *connection).await.map_err(failed)?;
            }
            Ok(last)
        }

        const COLUMNS: &str = "id, spec, status, created_ms, created_by, heartbeat_ms, started_ms, ended_ms,
                               cancel_ms, lease, holder, place, output, error";

        fn task_of(row: &$row) -> Outcome<Task> {
            let json = |column: usize| -> Outcome<Option<Value>> {
                let text: Option<&str> = row.try_get(column).map_err(failed)?;
                text.map(serde_json::from_str).transpose().map_err(unreadable)
            };
            let time = |column: usize| row.try_get::<Option<i64>, _>(column).map_err(failed);
            let word = |column: usize| row.try_get::<Option<String>, _>(column).map_err(failed);
            let status: &str = row.try_get(2).map_err(failed)?;
            let spec: &str = row.try_get(1).map_err(failed)?;
            let error: Option<&str> = row.try_get(13).map_err(failed)?;
            Ok(Task {
                id: row.try_get(0).map_err(failed)?,
                spec: serde_json::from_str(spec).map_err(unreadable)?,
                // A status of another version is one that nobody can do anything about.
                status: Status::of_word(status).unwrap_or(Status::Failed),
                created_ms: row.try_get(3).map_err(failed)?,
                created_by: word(4)?,
                heartbeat_ms: time(5)?,
                started_ms: time(6)?,
                ended_ms: time(7)?,
                cancel_ms: time(8)?,
                lease: row.try_get(9).map_err(failed)?,
                holder: word(10)?,
                place: word(11)?,
                output: json(12)?,
                error: error.map(serde_json::from_str).transpose().map_err(unreadable)?,
            })
        }

        fn sealed_of(row: &$row, column: usize) -> Outcome<Option<Sealed>> {
            let bytes: Option<Vec<u8>> = row.try_get(column).map_err(failed)?;
            let key: Option<String> = row.try_get(column + 1).map_err(failed)?;
            Ok(bytes.zip(key).map(|(bytes, key)| Sealed { key, bytes }))
        }

        pub(super) async fn task(connection: &mut $connection, id: &str) -> Outcome<Option<Task>> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new("select ");
            query.push(COLUMNS).push(" from tasks where id = ").push_bind(clean(id).into_owned());
            let row = query.build().fetch_optional(connection).await.map_err(failed)?;
            row.as_ref().map(task_of).transpose()
        }

        pub(super) async fn list(
            connection: &mut $connection,
            asked: &TaskQuery,
        ) -> Outcome<(Vec<Task>, u64)> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new("select count(*) from tasks where ");
            narrow(&mut query, asked);
            let total: i64 =
                query.build_query_scalar().fetch_one(&mut *connection).await.map_err(failed)?;
            let mut query: QueryBuilder<$database> = QueryBuilder::new("select ");
            query.push(COLUMNS).push(" from tasks where ");
            narrow(&mut query, asked);
            query.push(" order by ");
            for (descending, by) in &asked.order {
                query.push(match by {
                    OrderBy::Created => "created_ms",
                    OrderBy::Status => "status",
                    OrderBy::CreatedBy => "created_by",
                });
                query.push(if *descending { " desc, " } else { ", " });
            }
            if asked.order.is_empty() {
                query.push("created_ms desc, ");
            }
            query.push("id limit ").push_bind(page(asked)).push(" offset ").push_bind(i64::from(asked.offset));
            let rows = query.build().fetch_all(connection).await.map_err(failed)?;
            let tasks = rows.iter().map(task_of).collect::<Outcome<_>>()?;
            Ok((tasks, u64::try_from(total).unwrap_or_default()))
        }

        fn narrow(query: &mut QueryBuilder<$database>, asked: &TaskQuery) {
            query.push("1 = 1");
            let mut one_of = |column: &str, values: Vec<String>| {
                query.push(" and ").push(column).push(" in (");
                let mut list = query.separated(", ");
                for value in values {
                    list.push_bind(value);
                }
                query.push(")");
            };
            if !asked.created_by.is_empty() {
                one_of("created_by", asked.created_by.iter().map(|text| clean(text).into_owned()).collect());
            }
            if let Some(template) = &asked.template {
                one_of("template", vec![clean(template).into_owned()]);
            }
            match asked.status.as_deref() {
                None => {}
                Some([]) => {
                    query.push(" and 1 = 0");
                }
                Some(status) => one_of("status", status.iter().map(|status| status.word().to_owned()).collect()),
            }
        }

        pub(super) async fn counts(connection: &mut $connection) -> Outcome<Vec<(Status, u64)>> {
            let rows = sqlx::query("select status, count(*) from tasks group by status");
            let rows: Vec<$row> = rows.fetch_all(connection).await.map_err(failed)?;
            let mut counts = Vec::new();
            for row in rows {
                let count: i64 = row.try_get(1).map_err(failed)?;
                let status = Status::of_word(row.try_get(0).map_err(failed)?);
                counts.extend(status.map(|status| (status, u64::try_from(count).unwrap_or_default())));
            }
            Ok(counts)
        }

        pub(super) async fn steps(connection: &mut $connection, id: &str) -> Outcome<Vec<StepRow>> {
            let query = "select step_id, name, action, state, started_ms, ended_ms, output
                         from task_steps where task_id = $1 order by position";
            let rows: Vec<$row> =
                sqlx::query(query).bind(clean(id)).fetch_all(connection).await.map_err(failed)?;
            let step = |row: &$row| -> Outcome<StepRow> {
                let output: Option<&str> = row.try_get(6).map_err(failed)?;
                Ok(StepRow {
                    id: row.try_get(0).map_err(failed)?,
                    name: row.try_get(1).map_err(failed)?,
                    action: row.try_get(2).map_err(failed)?,
                    state: StepState::of_word(row.try_get(3).map_err(failed)?),
                    started_ms: row.try_get(4).map_err(failed)?,
                    ended_ms: row.try_get(5).map_err(failed)?,
                    output: output.map(serde_json::from_str).transpose().map_err(unreadable)?,
                })
            };
            rows.iter().map(step).collect()
        }

        pub(super) async fn events_after(
            connection: &mut $connection,
            id: &str,
            after: i64,
            most: u32,
        ) -> Outcome<Vec<Event>> {
            let query = "select id, kind, body, at_ms from task_events
                         where task_id = $1 and id > $2
                           and id > (select hidden_before from tasks where tasks.id = $1)
                         order by id limit $3";
            let query = sqlx::query(query).bind(clean(id)).bind(after);
            let rows: Vec<$row> = query
                .bind(i64::from(most.min(limits::EVENTS)))
                .fetch_all(connection)
                .await
                .map_err(failed)?;
            let event = |row: &$row| -> Outcome<Event> {
                Ok(Event {
                    id: row.try_get(0).map_err(failed)?,
                    kind: EventKind::of_word(row.try_get(1).map_err(failed)?),
                    body: serde_json::from_str(row.try_get(2).map_err(failed)?).map_err(unreadable)?,
                    at_ms: row.try_get(3).map_err(failed)?,
                })
            };
            rows.iter().map(event).collect()
        }

        pub(super) async fn checkpoints(connection: &mut $connection, id: &str) -> Outcome<Vec<Checkpoint>> {
            let query = "select position, name, value from task_checkpoints where task_id = $1 order by position, name";
            let rows: Vec<$row> =
                sqlx::query(query).bind(clean(id)).fetch_all(connection).await.map_err(failed)?;
            let checkpoint = |row: &$row| -> Outcome<Checkpoint> {
                let position: i64 = row.try_get(0).map_err(failed)?;
                Ok(Checkpoint {
                    step: usize::try_from(position).unwrap_or_default(),
                    name: row.try_get(1).map_err(failed)?,
                    value: serde_json::from_str(row.try_get(2).map_err(failed)?).map_err(unreadable)?,
                })
            };
            rows.iter().map(checkpoint).collect()
        }

        pub(super) async fn claim(
            connection: &mut $connection,
            worker: &Worker,
        ) -> Outcome<Option<(Task, Option<Sealed>)>> {
            let query = concat!(
                "with next as (
                     select id as picked from tasks
                     where status = 'open' and (secrets is null or secrets_key = $2)
                     order by created_ms, id limit 1 ", $skip, "
                 )
                 update tasks set status = 'processing', lease = lease + 1, holder = $1, heartbeat_ms = ", $now, ",
                     started_ms = coalesce(started_ms, ", $now, "), ended_ms = null
                 where id in (select picked from next)
                 returning id, spec, status, created_ms, created_by, heartbeat_ms, started_ms, ended_ms,
                     cancel_ms, lease, holder, place, output, error, secrets, secrets_key"
            );
            let query = sqlx::query(query).bind(&worker.holder).bind(&worker.key);
            let row: Option<$row> = query.fetch_optional(connection).await.map_err(failed)?;
            row.map(|row| Ok((task_of(&row)?, sealed_of(&row, 14)?))).transpose()
        }

        pub(super) async fn beat(connection: &mut $connection, id: &str, lease: i64) -> Outcome<bool> {
            let query = concat!(
                "update tasks set heartbeat_ms = ", $now, "
                 where id = $1 and lease = $2 and status = 'processing' returning cancel_ms"
            );
            let query = sqlx::query_scalar(query).bind(id).bind(lease);
            let cancel: Option<Option<i64>> = query.fetch_optional(connection).await.map_err(failed)?;
            cancel.map(|at| at.is_some()).ok_or(TaskStoreError::Lost)
        }

        pub(super) async fn stale(connection: &mut $connection, silent: Duration) -> Outcome<Vec<Task>> {
            let query = concat!(
                "select id, spec, status, created_ms, created_by, heartbeat_ms, started_ms, ended_ms,
                     cancel_ms, lease, holder, place, output, error
                 from tasks where status = 'processing' and heartbeat_ms <= ", $now, " - $1
                 order by created_ms, id limit $2"
            );
            let query = sqlx::query(query).bind(millis(silent)).bind(i64::from(limits::TASKS));
            let rows: Vec<$row> = query.fetch_all(connection).await.map_err(failed)?;
            rows.iter().map(task_of).collect()
        }

        pub(super) async fn seize(
            connection: &mut $connection,
            task: &Task,
            worker: &Worker,
            silent: Duration,
        ) -> Outcome<Option<(i64, Option<Sealed>)>> {
            let query = concat!(
                "update tasks set lease = lease + 1, holder = $3, heartbeat_ms = ", $now, "
                 where id = $1 and lease = $2 and status = 'processing' and heartbeat_ms <= ", $now, " - $4
                 returning lease, secrets, secrets_key"
            );
            let query = sqlx::query(query).bind(&task.id).bind(task.lease).bind(&worker.holder);
            let row: Option<$row> =
                query.bind(millis(silent)).fetch_optional(connection).await.map_err(failed)?;
            row.map(|row| Ok((row.try_get(0).map_err(failed)?, sealed_of(&row, 1)?))).transpose()
        }

        /// Within a transaction.
        pub(super) async fn write(
            connection: &mut $connection,
            id: &str,
            lease: i64,
            what: &Write,
        ) -> Outcome<()> {
            let query = concat!(
                "select last_event from tasks where id = $1 and lease = $2 and status = 'processing' ", $lock
            );
            let query = sqlx::query_scalar(query).bind(id).bind(lease);
            let before: Option<i64> = query.fetch_optional(&mut *connection).await.map_err(failed)?;
            let before = before.ok_or(TaskStoreError::Lost)?;
            let last = append(connection, id, before, &what.events).await?;
            for step in &what.steps {
                let query = "update task_steps set state = $3, started_ms = $4, ended_ms = $5, output = $6
                             where task_id = $1 and position = $2";
                let output = step.output.as_ref().map(serde_json::to_string).transpose().map_err(unreadable)?;
                let query = sqlx::query(query).bind(id).bind(number(step.position)).bind(step.state.word());
                let query = query.bind(step.started_ms).bind(step.ended_ms).bind(output);
                query.execute(&mut *connection).await.map_err(failed)?;
            }
            for checkpoint in &what.checkpoints {
                let query = "insert into task_checkpoints (task_id, position, name, value) values ($1, $2, $3, $4)
                             on conflict (task_id, position, name) do update set value = excluded.value";
                let query = sqlx::query(query).bind(id).bind(number(checkpoint.step)).bind(clean(&checkpoint.name));
                query.bind(text(&checkpoint.value)).execute(&mut *connection).await.map_err(failed)?;
            }
            let query = "update tasks set last_event = $2, place = coalesce($3, place),
                             hidden_before = case when $4 = 1 then $5 else hidden_before end
                         where id = $1";
            let query = sqlx::query(query).bind(id).bind(last).bind(&what.place);
            let query = query.bind(i64::from(what.hide_earlier)).bind(before);
            query.execute(&mut *connection).await.map_err(failed)?;
            then(connection, id, &what.then).await
        }

        async fn then(connection: &mut $connection, id: &str, then: &Then) -> Outcome<()> {
            let query = match then {
                Then::GoOn => return Ok(()),
                Then::EraseSecrets => "update tasks set secrets = null, secrets_key = null where id = $1",
                Then::Reopen => "update tasks set status = 'open', holder = null where id = $1",
                Then::Abandon => "update tasks set heartbeat_ms = 0 where id = $1",
                Then::End { status, at_ms, output, error } => {
                    return end(connection, id, (*status, *at_ms), output.as_ref(), error.as_ref()).await;
                }
            };
            sqlx::query(query).bind(id).execute(connection).await.map_err(failed)?;
            Ok(())
        }

        async fn end(
            connection: &mut $connection,
            id: &str,
            (status, at_ms): (Status, i64),
            output: Option<&Value>,
            error: Option<&TaskError>,
        ) -> Outcome<()> {
            let query = "update tasks set status = $2, ended_ms = $3, output = $4, error = $5, holder = null,
                             secrets = null, secrets_key = null
                         where id = $1";
            let error = error.map(serde_json::to_string).transpose().map_err(unreadable)?;
            let query = sqlx::query(query).bind(id).bind(status.word()).bind(at_ms);
            let query = query.bind(output.map(text)).bind(error);
            query.execute(&mut *connection).await.map_err(failed)?;
            if status == Status::Completed {
                let query = sqlx::query("delete from task_checkpoints where task_id = $1").bind(id);
                query.execute(connection).await.map_err(failed)?;
            }
            Ok(())
        }

        /// Within a transaction.
        pub(super) async fn cancel(connection: &mut $connection, id: &str, at_ms: i64) -> Outcome<CancelOutcome> {
            let query =
                concat!("select status, last_event, cancel_ms from tasks where id = $1 ", $lock);
            let row: Option<$row> =
                sqlx::query(query).bind(clean(id)).fetch_optional(&mut *connection).await.map_err(failed)?;
            let Some(row) = row else { return Ok(CancelOutcome::Unknown) };
            let (last, asked): (i64, Option<i64>) =
                (row.try_get(1).map_err(failed)?, row.try_get(2).map_err(failed)?);
            match Status::of_word(row.try_get(0).map_err(failed)?) {
                Some(Status::Open) => {
                    let last = append(connection, id, last, &events::never_begun(at_ms)).await?;
                    note_cancel(connection, id, at_ms, last).await?;
                    let error = TaskError {
                        name: "CancelledError".to_owned(),
                        message: events::CANCELLED.to_owned(),
                    };
                    end(connection, id, (Status::Cancelled, at_ms), None, Some(&error)).await?;
                    Ok(CancelOutcome::Cancelled)
                }
                Some(Status::Processing) if asked.is_some() => Ok(CancelOutcome::Told),
                Some(Status::Processing) => {
                    let query = "select step_id from task_steps where task_id = $1 and state = 'processing'
                                 order by position limit 1";
                    let step: Option<String> =
                        sqlx::query_scalar(query).bind(id).fetch_optional(&mut *connection).await.map_err(failed)?;
                    let event = events::cancelled(at_ms, step.as_deref());
                    let last = append(connection, id, last, &[event]).await?;
                    note_cancel(connection, id, at_ms, last).await?;
                    Ok(CancelOutcome::Told)
                }
                _ => Ok(CancelOutcome::Over),
            }
        }

        async fn note_cancel(connection: &mut $connection, id: &str, at_ms: i64, last: i64) -> Outcome<()> {
            let query = sqlx::query("update tasks set cancel_ms = $2, last_event = $3 where id = $1");
            query.bind(id).bind(at_ms).bind(last).execute(connection).await.map_err(failed)?;
            Ok(())
        }

        /// Within a transaction.
        pub(super) async fn retry(
            connection: &mut $connection,
            id: &str,
            sealed: Option<&Sealed>,
        ) -> Outcome<RetryOutcome> {
            let query = concat!("select status from tasks where id = $1 ", $lock);
            let status: Option<String> =
                sqlx::query_scalar(query).bind(clean(id)).fetch_optional(&mut *connection).await.map_err(failed)?;
            let Some(status) = status else { return Ok(RetryOutcome::Unknown) };
            match Status::of_word(&status) {
                Some(status) if !status.is_end() => return Ok(RetryOutcome::Running(status)),
                _ => {}
            }
            let changes = [
                "delete from task_events where task_id = $1 and kind in ('completion', 'cancelled')",
                // What a machine noted about a turn that it began says that it may not be repeated; now somebody wants it.
                "delete from task_checkpoints where task_id = $1 and (name like '$begun%' or name like '%:sent' or position > (
                     select coalesce(min(position), 1000000) from task_steps
                     where task_id = $1 and state not in ('completed', 'skipped')))",
                "update task_steps set state = 'waiting', started_ms = null, ended_ms = null, output = null
                 where task_id = $1 and position >= (
                     select coalesce(min(position), 1000000) from task_steps
                     where task_id = $1 and state not in ('completed', 'skipped'))",
            ];
            for change in changes {
                sqlx::query(change).bind(id).execute(&mut *connection).await.map_err(failed)?;
            }
            let query = "update tasks set status = 'open', started_ms = null, ended_ms = null, cancel_ms = null,
                             output = null, error = null, secrets = $2, secrets_key = $3
                         where id = $1";
            let query = sqlx::query(query).bind(id).bind(sealed.map(|sealed| sealed.bytes.as_slice()));
            let query = query.bind(sealed.map(|sealed| sealed.key.as_str()));
            query.execute(connection).await.map_err(failed)?;
            Ok(RetryOutcome::Waiting)
        }

        pub(super) async fn waiting_for_other_keys(
            connection: &mut $connection,
            key: &str,
            before_ms: i64,
        ) -> Outcome<Vec<Task>> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new("select ");
            query.push(COLUMNS).push(" from tasks where status = 'open' and secrets is not null and secrets_key <> ");
            query.push_bind(key.to_owned()).push(" and created_ms < ").push_bind(before_ms);
            query.push(" order by created_ms, id limit ").push_bind(i64::from(limits::TASKS));
            let rows = query.build().fetch_all(connection).await.map_err(failed)?;
            rows.iter().map(task_of).collect()
        }

        /// Within a transaction.
        pub(super) async fn fail_waiting(
            connection: &mut $connection,
            id: &str,
            told: &[NewEvent],
            error: &TaskError,
        ) -> Outcome<bool> {
            let query = concat!("select last_event from tasks where id = $1 and status = 'open' ", $lock);
            let last: Option<i64> =
                sqlx::query_scalar(query).bind(id).fetch_optional(&mut *connection).await.map_err(failed)?;
            let Some(last) = last else { return Ok(false) };
            let last = append(connection, id, last, told).await?;
            let query = sqlx::query("update tasks set last_event = $2 where id = $1").bind(id).bind(last);
            query.execute(&mut *connection).await.map_err(failed)?;
            let at_ms = told.last().map(|event| event.at_ms).unwrap_or_default();
            end(connection, id, (Status::Failed, at_ms), None, Some(error)).await?;
            Ok(true)
        }

        /// Within a transaction.
        pub(super) async fn prune(connection: &mut $connection, before_ms: i64) -> Outcome<u64> {
            let old = "select id from tasks where ended_ms < $1 and status not in ('open', 'processing')";
            let changes = ["delete from task_checkpoints where task_id in (", "delete from task_events where task_id in ("];
            let mut gone = 0;
            for change in changes {
                let mut query: QueryBuilder<$database> = QueryBuilder::new(change);
                query.push(old.replace("$1", &before_ms.to_string())).push(")");
                gone = query.build().execute(&mut *connection).await.map_err(failed)?.rows_affected();
            }
            let mut query: QueryBuilder<$database> =
                QueryBuilder::new("update task_steps set output = null where output is not null and task_id in (");
            query.push(old.replace("$1", &before_ms.to_string())).push(")");
            query.build().execute(connection).await.map_err(failed)?;
            Ok(gone)
        }

        fn number(position: usize) -> i64 {
            i64::try_from(position).unwrap_or(i64::MAX)
        }

        fn millis(duration: Duration) -> i64 {
            i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
        }
    };
}
pub(crate) use task_statements;
