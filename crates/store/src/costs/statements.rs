//! What is asked of both databases about bills, and what is changed: one text for both.

/// The questions and changes, for one database. They differ only in how a row is locked until the end of a transaction.
macro_rules! cost_statements {
    ($database:ty, $connection:ty, $row:ty, lock: $lock:literal) => {
        use crate::{
            StoreError,
            costs::{
                CostBadRow, CostChunk, CostFile, CostFileEnd, CostMark, CostOrder, CostRun, CostRunState,
                CostSettling, CountingCostChunk, NewCostChunk, NewCostFile,
            },
            limits,
            pieces::pieces,
        };
        use sqlx::{QueryBuilder, Row as _};

        type Outcome<T> = Result<T, StoreError>;

        pub(super) async fn revision(connection: &mut $connection) -> Outcome<i64> {
            let query = sqlx::query_scalar("select value from meta where name = 'costs'");
            Ok(query.fetch_optional(connection).await?.unwrap_or_default())
        }

        pub(super) async fn begin(connection: &mut $connection, file: &NewCostFile) -> Outcome<i64> {
            let query = "insert into cost_files
                             (source, path, taken, mark, mapping, modified_ms, taken_ms, bytes, digest, good_rows,
                              bad_rows, report)
                         values ($1, $2, 0, $3, $4, $5, 0, 0, '', 0, 0, '{}') returning id";
            let query = sqlx::query_scalar(query).bind(clean(&file.source)).bind(clean(&file.path));
            let query = query.bind(clean(&file.mark)).bind(clean(&file.mapping)).bind(file.modified_ms);
            Ok(query.fetch_one(connection).await?)
        }

        pub(super) async fn add_chunk(
            connection: &mut $connection,
            file: i64,
            chunk: &NewCostChunk,
        ) -> Outcome<()> {
            let query = "insert into cost_chunks (file_id, month, scopes, content) values ($1, $2, $3, $4)";
            let query = sqlx::query(query).bind(file).bind(clean(&chunk.month)).bind(clean(&chunk.scopes));
            query.bind(chunk.content.as_slice()).execute(connection).await?;
            Ok(())
        }

        pub(super) async fn add_bad_rows(
            connection: &mut $connection,
            file: i64,
            first: i64,
            rows: &[CostBadRow],
        ) -> Outcome<()> {
            let numbered: Vec<(i64, &CostBadRow)> = (first..).zip(rows).collect();
            for piece in pieces(&numbered, limits::SQLITE_ROWS, |_| None, |(_, row)| row.text.len()) {
                let mut query = QueryBuilder::new(
                    "insert into cost_bad_rows (file_id, position, line, column_name, value, reason, row_text) ",
                );
                query.push_values(piece, |mut values, (position, row)| {
                    values
                        .push_bind(file)
                        .push_bind(*position)
                        .push_bind(row.line)
                        .push_bind(clean(&row.column).into_owned())
                        .push_bind(clean(&row.value).into_owned())
                        .push_bind(clean(&row.reason).into_owned())
                        .push_bind(clean(&row.text).into_owned());
                });
                query.build().execute(&mut *connection).await?;
            }
            Ok(())
        }

        pub(super) async fn finish(
            connection: &mut $connection,
            file: i64,
            end: &CostFileEnd,
        ) -> Outcome<bool> {
            let query = "update cost_files set taken = 1, taken_ms = $2, bytes = $3, digest = $4, good_rows = $5,
                             bad_rows = $6, report = $7
                         where id = $1";
            let query = sqlx::query(query).bind(file).bind(end.taken_ms).bind(end.bytes).bind(clean(&end.digest));
            let query = query.bind(end.good_rows).bind(end.bad_rows).bind(clean(&end.report.to_string()).into_owned());
            Ok(query.execute(connection).await?.rows_affected() > 0)
        }

        pub(super) async fn forget(connection: &mut $connection, file: i64) -> Outcome<()> {
            sqlx::query("delete from cost_files where id = $1").bind(file).execute(connection).await?;
            Ok(())
        }

        /// Within a transaction.
        pub(super) async fn forget_leftovers(
            connection: &mut $connection,
            now_ms: i64,
            error: &str,
        ) -> Outcome<()> {
            sqlx::query("delete from cost_files where taken = 0").execute(&mut *connection).await?;
            let query = "update cost_runs set state = 'failed', ended_ms = $1, error = $2 where state = 'running'";
            sqlx::query(query).bind(now_ms).bind(clean(error)).execute(connection).await?;
            Ok(())
        }

        pub(super) async fn files(
            connection: &mut $connection,
            source: Option<&str>,
        ) -> Outcome<Vec<CostFile>> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new(
                "select id, source, path, mark, mapping, modified_ms, gone_ms, taken_ms, bytes, digest, good_rows,
                        bad_rows, report
                 from cost_files where taken = 1",
            );
            if let Some(source) = source {
                query.push(" and source = ").push_bind(clean(source).into_owned());
            }
            query.push(" order by id");
            query.build().fetch_all(connection).await?.iter().map(file_of).collect()
        }

        fn file_of(row: &$row) -> Outcome<CostFile> {
            let report: &str = row.try_get(12)?;
            Ok(CostFile {
                id: row.try_get(0)?,
                file: NewCostFile {
                    source: row.try_get(1)?,
                    path: row.try_get(2)?,
                    mark: row.try_get(3)?,
                    mapping: row.try_get(4)?,
                    modified_ms: row.try_get(5)?,
                },
                gone_ms: row.try_get(6)?,
                end: CostFileEnd {
                    taken_ms: row.try_get(7)?,
                    bytes: row.try_get(8)?,
                    digest: row.try_get(9)?,
                    good_rows: row.try_get(10)?,
                    bad_rows: row.try_get(11)?,
                    report: serde_json::from_str(report)?,
                },
            })
        }

        /// Within a transaction.
        pub(super) async fn mark(connection: &mut $connection, marks: &[CostMark]) -> Outcome<()> {
            for mark in marks {
                let query = sqlx::query("update cost_files set mark = $2, gone_ms = $3 where id = $1");
                let query = query.bind(mark.id).bind(clean(&mark.mark)).bind(mark.gone_ms);
                query.execute(&mut *connection).await?;
            }
            Ok(())
        }

        pub(super) async fn chunks(connection: &mut $connection, source: &str) -> Outcome<Vec<CostChunk>> {
            let query = "select cost_chunks.id, file_id, month, scopes, counts,
                                case when content is null then 0 else 1 end
                         from cost_chunks join cost_files on cost_files.id = file_id
                         where source = $1 and taken = 1 order by cost_chunks.id";
            let rows: Vec<$row> = sqlx::query(query).bind(clean(source)).fetch_all(connection).await?;
            let chunk = |row: &$row| -> Outcome<CostChunk> {
                Ok(CostChunk {
                    id: row.try_get(0)?,
                    file: row.try_get(1)?,
                    month: row.try_get(2)?,
                    scopes: row.try_get(3)?,
                    counts: row.try_get(4)?,
                    has_content: row.try_get::<i32, _>(5)? == 1,
                })
            };
            rows.iter().map(chunk).collect()
        }

        /// Within a transaction.
        pub(super) async fn settle(
            connection: &mut $connection,
            before: i64,
            settling: &CostSettling,
        ) -> Outcome<i64> {
            let query = concat!("select value from meta where name = 'costs' ", $lock);
            let found: i64 = sqlx::query_scalar(query).fetch_one(&mut *connection).await?;
            if found != before {
                return Err(StoreError::NotLeading);
            }
            for (chunk, counts) in &settling.counts {
                let query = "update cost_chunks
                             set counts = $2, content = case when $3 = 1 then content else null end
                             where id = $1";
                let query = sqlx::query(query).bind(chunk).bind(counts).bind(i64::from(counts.is_some()));
                query.execute(&mut *connection).await?;
            }
            for file in &settling.forgotten {
                forget(connection, *file).await?;
            }
            let query = sqlx::query("update meta set value = $1 where name = 'costs'").bind(before + 1);
            query.execute(connection).await?;
            Ok(before + 1)
        }

        pub(super) async fn next_counting(
            connection: &mut $connection,
            after: i64,
        ) -> Outcome<Option<CountingCostChunk>> {
            let query = "select cost_chunks.id, source, path, counts, content
                         from cost_chunks join cost_files on cost_files.id = file_id
                         where cost_chunks.id > $1 and counts is not null and content is not null
                         order by cost_chunks.id limit 1";
            let row: Option<$row> = sqlx::query(query).bind(after).fetch_optional(connection).await?;
            let chunk = |row: $row| -> Outcome<CountingCostChunk> {
                Ok(CountingCostChunk {
                    id: row.try_get(0)?,
                    source: row.try_get(1)?,
                    path: row.try_get(2)?,
                    counts: row.try_get(3)?,
                    content: row.try_get(4)?,
                })
            };
            row.map(chunk).transpose()
        }

        pub(super) async fn bad_rows(
            connection: &mut $connection,
            file: i64,
            from: i64,
        ) -> Outcome<Vec<CostBadRow>> {
            let query = "select line, column_name, value, reason, row_text from cost_bad_rows
                         where file_id = $1 and position >= $2 order by position limit $3";
            let query = sqlx::query(query).bind(file).bind(from).bind(limits::COST_BAD_ROWS);
            let rows: Vec<$row> = query.fetch_all(connection).await?;
            let bad = |row: &$row| -> Outcome<CostBadRow> {
                Ok(CostBadRow {
                    line: row.try_get(0)?,
                    column: row.try_get(1)?,
                    value: row.try_get(2)?,
                    reason: row.try_get(3)?,
                    text: row.try_get(4)?,
                })
            };
            rows.iter().map(bad).collect()
        }

        /// Within a transaction.
        pub(super) async fn put_run(connection: &mut $connection, run: &CostRun) -> Outcome<()> {
            let query = "insert into cost_runs (source, started_ms, ended_ms, state, progress, error)
                         values ($1, $2, $3, $4, $5, $6)
                         on conflict (source, started_ms) do update set
                             ended_ms = excluded.ended_ms, state = excluded.state, progress = excluded.progress,
                             error = excluded.error";
            let query = sqlx::query(query).bind(clean(&run.source)).bind(run.started_ms).bind(run.ended_ms);
            let query = query.bind(run.state.word()).bind(clean(&run.progress.to_string()).into_owned());
            query.bind(run.error.as_deref().map(clean)).execute(&mut *connection).await?;
            let query = "delete from cost_runs where source = $1 and started_ms < (
                             select min(started_ms) from (
                                 select started_ms from cost_runs where source = $1
                                 order by started_ms desc limit $2) as kept)";
            sqlx::query(query).bind(clean(&run.source)).bind(limits::COST_RUNS).execute(connection).await?;
            Ok(())
        }

        pub(super) async fn runs(
            connection: &mut $connection,
            source: &str,
            most: u32,
        ) -> Outcome<Vec<CostRun>> {
            let query = "select source, started_ms, ended_ms, state, progress, error from cost_runs
                         where source = $1 order by started_ms desc limit $2";
            let query = sqlx::query(query).bind(clean(source)).bind(i64::from(most));
            let rows: Vec<$row> = query.fetch_all(connection).await?;
            let run = |row: &$row| -> Outcome<CostRun> {
                let progress: &str = row.try_get(4)?;
                Ok(CostRun {
                    source: row.try_get(0)?,
                    started_ms: row.try_get(1)?,
                    ended_ms: row.try_get(2)?,
                    state: CostRunState::of_word(row.try_get(3)?),
                    progress: serde_json::from_str(progress)?,
                    error: row.try_get(5)?,
                })
            };
            rows.iter().map(run).collect()
        }

        pub(super) async fn order_import(
            connection: &mut $connection,
            source: &str,
            order: CostOrder,
        ) -> Outcome<()> {
            let query = "insert into cost_orders (source, what) values ($1, $2) on conflict (source, what) do nothing";
            sqlx::query(query).bind(clean(source)).bind(order.word()).execute(connection).await?;
            Ok(())
        }

        pub(super) async fn has_orders(connection: &mut $connection) -> Outcome<bool> {
            let query = sqlx::query("select 1 from cost_orders limit 1");
            Ok(query.fetch_optional(connection).await?.is_some())
        }

        pub(super) async fn take_orders(
            connection: &mut $connection,
        ) -> Outcome<Vec<(String, CostOrder)>> {
            let rows: Vec<$row> =
                sqlx::query("delete from cost_orders returning source, what").fetch_all(connection).await?;
            let order = |row: &$row| Ok((row.try_get(0)?, CostOrder::of_word(row.try_get(1)?)));
            rows.iter().map(order).collect()
        }
    };
}
pub(crate) use cost_statements;
