//! What is asked of both databases about notifications, and what is changed: one text for both.

/// The questions and changes, for one database. Both understand the same text of them.
macro_rules! notification_statements {
    ($database:ty, $connection:ty, $row:ty) => {
        use crate::{
            StoreError, limits,
            notifications::{
                Marks, Mute, NewNotification, Notification, NotificationQuery, NotificationSeverity,
                NotificationText, Telling, Which, anywhere, packed, unpacked, words,
            },
        };
        use sqlx::{QueryBuilder, Row as _};

        type Outcome<T> = Result<T, StoreError>;

        const COLUMNS: &str = "select n.id, n.person, n.origin, n.scope, n.topic, n.severity, n.title, n.description,
                                      n.link, n.icon, n.metadata, n.lasts, n.created_ms, n.updated_ms, m.read_ms,
                                      m.saved_ms";

        fn of_row(row: &$row) -> Outcome<Notification> {
            let person: String = row.try_get(1)?;
            let lasts: i64 = row.try_get(11)?;
            Ok(Notification {
                id: row.try_get(0)?,
                person: Some(person).filter(|person| !person.is_empty()),
                text: NotificationText {
                    origin: row.try_get(2)?,
                    scope: row.try_get(3)?,
                    topic: row.try_get(4)?,
                    severity: NotificationSeverity::of_rank(row.try_get(5)?),
                    title: row.try_get(6)?,
                    description: row.try_get(7)?,
                    link: row.try_get(8)?,
                    icon: row.try_get(9)?,
                    metadata: unpacked(row.try_get(10)?)?,
                    lasts: lasts != 0,
                },
                created_ms: row.try_get(12)?,
                updated_ms: row.try_get(13)?,
                read_ms: row.try_get(14)?,
                saved_ms: row.try_get(15)?,
            })
        }

        /// What a person is told, with what they did with it: for themselves or for everybody, and not what they do not
        /// want.
        fn told(query: &mut QueryBuilder<$database>, person: &str) {
            all(query, person);
            query.push(
                " and not exists (select 1 from notification_mutes w where w.origin = n.origin
                                  and (w.topic = '' or w.topic = n.topic) and w.person = ",
            );
            query.push_bind(clean(person).into_owned()).push(")");
        }

        /// The same with what they do not want.
        fn all(query: &mut QueryBuilder<$database>, person: &str) {
            let person = clean(person).into_owned();
            query.push(" from notifications n left join notification_marks m on m.notification_id = n.id and m.person = ");
            query.push_bind(person.clone()).push(" where n.person in ('', ").push_bind(person).push(")");
        }

        fn narrow(query: &mut QueryBuilder<$database>, asked: &NotificationQuery) {
            for (wish, column) in [(asked.read, "m.read_ms"), (asked.saved, "m.saved_ms")] {
                if let Some(wish) = wish {
                    query.push(" and ").push(column).push(if wish { " is not null" } else { " is null" });
                }
            }
            if let Some(topic) = &asked.topic {
                query.push(" and n.topic = ").push_bind(clean(topic).into_owned());
            }
            if let Some(least) = asked.least {
                query.push(" and n.severity >= ").push_bind(least.rank());
            }
            if let Some(since_ms) = asked.since_ms {
                query.push(" and n.changed_ms >= ").push_bind(since_ms);
            }
            for word in asked.search.to_lowercase().split_whitespace().take(limits::NOTIFICATION_WORDS) {
                query.push(" and n.words like ").push_bind(anywhere(&clean(word))).push(" escape '\\'");
            }
        }

        pub(super) async fn revision(connection: &mut $connection) -> Outcome<i64> {
            let query = sqlx::query_scalar("select value from meta where name = 'notifications'");
            Ok(query.fetch_optional(connection).await?.unwrap_or_default())
        }

        async fn changed(connection: &mut $connection) -> Outcome<()> {
            let query = "update meta set value = value + 1 where name = 'notifications'";
            sqlx::query(query).execute(connection).await?;
            Ok(())
        }

        /// Within a transaction.
        pub(super) async fn notify(
            connection: &mut $connection,
            new: &[NewNotification],
            at_ms: i64,
        ) -> Outcome<Vec<Notification>> {
            // First, so that of two processes that tell about the same, one waits for the other.
            changed(connection).await?;
            let mut stored = Vec::with_capacity(new.len());
            for one in new {
                let id = match one.how {
                    Telling::Aloud => Some(tell(connection, one, at_ms).await?),
                    Telling::Quietly | Telling::Done => change(connection, one).await?,
                };
                let Some(id) = id else { continue };
                match one.how {
                    Telling::Aloud => unread(connection, &id).await?,
                    Telling::Quietly => {}
                    Telling::Done => read(connection, &id, at_ms).await?,
                }
                stored.push(id);
            }
            let mut people: Vec<&str> = new.iter().map(|one| one.person.as_deref().unwrap_or_default()).collect();
            people.sort_unstable();
            people.dedup();
            for person in people {
                limit(connection, person).await?;
            }
            let mut told = Vec::with_capacity(stored.len());
            for id in stored {
                let mut query = QueryBuilder::new(COLUMNS);
                query.push(" from notifications n left join notification_marks m
                             on m.notification_id = n.id and m.person = n.person where n.id = ");
                let row = query.push_bind(id).build().fetch_optional(&mut *connection).await?;
                told.extend(row.as_ref().map(of_row).transpose()?);
            }
            Ok(told)
        }

        /// Stores it, or changes what is there about the same. Returns its id.
        async fn tell(connection: &mut $connection, one: &NewNotification, at_ms: i64) -> Outcome<String> {
            let query = "insert into notifications
                             (id, person, origin, scope, topic, severity, title, description, link, icon, metadata,
                              words, lasts, created_ms, changed_ms)
                         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
                         on conflict (person, origin, scope) where scope is not null do update set
                             topic = excluded.topic, severity = excluded.severity, title = excluded.title,
                             description = excluded.description, link = excluded.link, icon = excluded.icon,
                             metadata = excluded.metadata, words = excluded.words, lasts = excluded.lasts,
                             updated_ms = excluded.created_ms, changed_ms = excluded.created_ms
                         returning id";
            let text = &one.text;
            let query = sqlx::query_scalar(query).bind(clean(&one.id)).bind(clean(one.person.as_deref().unwrap_or_default()));
            let query = query.bind(clean(&text.origin)).bind(text.scope.as_deref().map(clean));
            let query = query.bind(text.topic.as_deref().map(clean)).bind(text.severity.rank());
            let query = query.bind(clean(&text.title)).bind(clean(&text.description));
            let query = query.bind(text.link.as_deref().map(clean)).bind(text.icon.as_deref().map(clean));
            let query = query.bind(clean(&packed(&text.metadata)).into_owned()).bind(clean(&words(text)).into_owned());
            Ok(query.bind(i64::from(text.lasts)).bind(at_ms).fetch_one(connection).await?)
        }

        /// Changes what is there about the same, and says what that is.
        async fn change(connection: &mut $connection, one: &NewNotification) -> Outcome<Option<String>> {
            let query = "update notifications set
                             topic = $4, severity = $5, title = $6, description = $7, link = $8, icon = $9,
                             metadata = $10, words = $11, lasts = $12
                         where person = $1 and origin = $2 and scope = $3 returning id";
            let text = &one.text;
            let query = sqlx::query_scalar(query).bind(clean(one.person.as_deref().unwrap_or_default()));
            let query = query.bind(clean(&text.origin)).bind(text.scope.as_deref().map(clean));
            let query = query.bind(text.topic.as_deref().map(clean)).bind(text.severity.rank());
            let query = query.bind(clean(&text.title)).bind(clean(&text.description));
            let query = query.bind(text.link.as_deref().map(clean)).bind(text.icon.as_deref().map(clean));
            let query = query.bind(clean(&packed(&text.metadata)).into_owned()).bind(clean(&words(text)).into_owned());
            Ok(query.bind(i64::from(text.lasts)).fetch_optional(connection).await?)
        }

        async fn unread(connection: &mut $connection, id: &str) -> Outcome<()> {
            let query = "update notification_marks set read_ms = null where notification_id = $1";
            sqlx::query(query).bind(id).execute(connection).await?;
            Ok(())
        }

        /// Read by the person that it is for. One that is for everybody stays as everybody has it.
        async fn read(connection: &mut $connection, id: &str, at_ms: i64) -> Outcome<()> {
            let query = "insert into notification_marks (person, notification_id, read_ms)
                         select person, id, cast($2 as bigint) from notifications where id = $1 and person <> ''
                         on conflict (person, notification_id) do update set
                             read_ms = coalesce(notification_marks.read_ms, excluded.read_ms)";
            sqlx::query(query).bind(id).bind(at_ms).execute(connection).await?;
            Ok(())
        }

        /// Forgets what is too much: what was read goes first, then what is oldest; what somebody saved and what lasts at
        /// the end. What is for everybody is saved by anybody.
        async fn limit(connection: &mut $connection, person: &str) -> Outcome<()> {
            let most = if person.is_empty() { limits::NOTIFICATIONS_FOR_ALL } else { limits::NOTIFICATIONS };
            let count = "select count(*) from notifications where person = $1";
            let count: i64 = sqlx::query_scalar(count).bind(clean(person)).fetch_one(&mut *connection).await?;
            if count <= most {
                return Ok(());
            }
            let query = "delete from notifications where id in (
                             select n.id from notifications n
                             left join notification_marks m on m.notification_id = n.id and m.person = n.person
                             where n.person = $1
                             order by n.lasts,
                                      exists (select 1 from notification_marks s
                                              where s.notification_id = n.id and s.saved_ms is not null),
                                      (m.read_ms is null), n.changed_ms, n.id
                             limit $2)";
            sqlx::query(query).bind(clean(person)).bind(count - most).execute(connection).await?;
            Ok(())
        }

        pub(super) async fn list(
            connection: &mut $connection,
            person: &str,
            asked: &NotificationQuery,
        ) -> Outcome<(Vec<Notification>, u64)> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new("select count(*)");
            told(&mut query, person);
            narrow(&mut query, asked);
            let total: i64 = query.build_query_scalar().fetch_one(&mut *connection).await?;
            let mut query: QueryBuilder<$database> = QueryBuilder::new(COLUMNS);
            told(&mut query, person);
            narrow(&mut query, asked);
            query.push(" order by ");
            for (order, is_reversed) in &asked.order {
                query.push(order.column()).push(if *is_reversed { " desc, " } else { ", " });
            }
            let most = asked.limit.unwrap_or(limits::NOTIFICATION_PAGE).min(limits::NOTIFICATION_PAGE);
            query.push("n.changed_ms desc, n.id limit ").push_bind(i64::from(most));
            query.push(" offset ").push_bind(i64::from(asked.offset));
            let rows = query.build().fetch_all(connection).await?;
            let found = rows.iter().map(of_row).collect::<Outcome<_>>()?;
            Ok((found, u64::try_from(total).unwrap_or_default()))
        }

        pub(super) async fn one(
            connection: &mut $connection,
            person: &str,
            id: &str,
        ) -> Outcome<Option<Notification>> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new(COLUMNS);
            told(&mut query, person);
            query.push(" and n.id = ").push_bind(clean(id).into_owned());
            query.build().fetch_optional(connection).await?.as_ref().map(of_row).transpose()
        }

        pub(super) async fn counts(connection: &mut $connection, person: &str) -> Outcome<(u64, u64)> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new("select count(*), count(m.read_ms)");
            told(&mut query, person);
            let row = query.build().fetch_one(connection).await?;
            let (all, read): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
            let number = |count: i64| u64::try_from(count).unwrap_or_default();
            Ok((number(all - read), number(read)))
        }

        pub(super) async fn topics(
            connection: &mut $connection,
            person: &str,
            asked: &NotificationQuery,
        ) -> Outcome<Vec<String>> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new("select distinct n.topic");
            told(&mut query, person);
            narrow(&mut query, asked);
            query.push(" and n.topic is not null order by n.topic limit ");
            query.push_bind(limits::NOTIFICATION_TOPICS);
            Ok(query.build_query_scalar().fetch_all(connection).await?)
        }

        pub(super) async fn origins(
            connection: &mut $connection,
            person: &str,
        ) -> Outcome<Vec<(String, Option<String>)>> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new("select distinct n.origin, coalesce(n.topic, '')");
            all(&mut query, person);
            query.push(" order by 1, 2 limit ").push_bind(limits::NOTIFICATION_TOPICS);
            let rows = query.build().fetch_all(connection).await?;
            let pair = |row: &$row| {
                let topic: String = row.try_get(1)?;
                Ok((row.try_get(0)?, Some(topic).filter(|topic| !topic.is_empty())))
            };
            rows.iter().map(pair).collect()
        }

        /// Within a transaction.
        pub(super) async fn mark(
            connection: &mut $connection,
            person: &str,
            which: Which<'_>,
            marks: Marks,
            at_ms: i64,
        ) -> Outcome<u64> {
            changed(connection).await?;
            let mut count = 0;
            match which {
                // A few at a time, as a statement takes only so many values.
                Which::These(ids) => {
                    for ids in ids.chunks(limits::SQLITE_ROWS) {
                        count += mark_some(connection, person, marks, at_ms, |query| {
                            query.push(" and n.id in (");
                            let mut list = query.separated(", ");
                            for id in ids {
                                list.push_bind(clean(id).into_owned());
                            }
                            query.push(")");
                        })
                        .await?;
                    }
                }
                Which::Until(until_ms) => {
                    count += mark_some(connection, person, marks, at_ms, |query| {
                        query.push(" and n.changed_ms <= ").push_bind(until_ms);
                    })
                    .await?;
                }
            }
            Ok(count)
        }

        async fn mark_some(
            connection: &mut $connection,
            person: &str,
            Marks { read, saved }: Marks,
            at_ms: i64,
            which: impl Fn(&mut QueryBuilder<$database>),
        ) -> Outcome<u64> {
            let mut query: QueryBuilder<$database> =
                QueryBuilder::new("insert into notification_marks (person, notification_id, read_ms, saved_ms) select ");
            query.push_bind(clean(person).into_owned()).push(", n.id");
            for (wish, column) in [(read, "m.read_ms"), (saved, "m.saved_ms")] {
                match wish {
                    None => drop(query.push(", ").push(column)),
                    // Marking again what is marked changes nothing.
                    Some(true) => {
                        query.push(", coalesce(").push(column).push(", cast(").push_bind(at_ms).push(" as bigint))");
                    }
                    Some(false) => drop(query.push(", cast(null as bigint)")),
                }
            }
            told(&mut query, person);
            which(&mut query);
            query.push(
                " on conflict (person, notification_id) do update set
                      read_ms = excluded.read_ms, saved_ms = excluded.saved_ms",
            );
            Ok(query.build().execute(connection).await?.rows_affected())
        }

        pub(super) async fn mutes(connection: &mut $connection, person: &str) -> Outcome<Vec<Mute>> {
            let query = "select origin, topic from notification_mutes where person = $1 order by origin, topic";
            let rows: Vec<$row> = sqlx::query(query).bind(clean(person)).fetch_all(connection).await?;
            let mute = |row: &$row| {
                let topic: String = row.try_get(1)?;
                Ok(Mute { origin: row.try_get(0)?, topic: Some(topic).filter(|topic| !topic.is_empty()) })
            };
            rows.iter().map(mute).collect()
        }

        /// Within a transaction.
        pub(super) async fn mute(connection: &mut $connection, person: &str, mutes: &[Mute]) -> Outcome<()> {
            changed(connection).await?;
            let query = "delete from notification_mutes where person = $1";
            sqlx::query(query).bind(clean(person)).execute(&mut *connection).await?;
            for mute in mutes.iter().take(limits::NOTIFICATION_MUTES) {
                let query = "insert into notification_mutes (person, origin, topic) values ($1, $2, $3)
                             on conflict (person, origin, topic) do nothing";
                let query = sqlx::query(query).bind(clean(person)).bind(clean(&mute.origin));
                query.bind(clean(mute.topic.as_deref().unwrap_or_default())).execute(&mut *connection).await?;
            }
            Ok(())
        }

        pub(super) async fn lasting(connection: &mut $connection, origin: &str) -> Outcome<Vec<Notification>> {
            let mut query: QueryBuilder<$database> = QueryBuilder::new(COLUMNS);
            query.push(" from notifications n left join notification_marks m
                         on m.notification_id = n.id and m.person = n.person where n.lasts = 1 and n.origin = ");
            query.push_bind(clean(origin).into_owned());
            query.push(" order by n.changed_ms desc, n.id limit ").push_bind(limits::NOTIFICATIONS_THAT_LAST);
            query.build().fetch_all(connection).await?.iter().map(of_row).collect()
        }

        /// Within a transaction.
        pub(super) async fn prune(
            connection: &mut $connection,
            read_before_ms: i64,
            before_ms: i64,
        ) -> Outcome<u64> {
            // First, as all who change something: else one who marks what goes waits for this, and this for them.
            sqlx::query("update meta set value = value where name = 'notifications'").execute(&mut *connection).await?;
            let query = "delete from notifications where lasts = 0 and changed_ms < $1
                         and (changed_ms < $2 or person = ''
                              or exists (select 1 from notification_marks m
                                         where m.notification_id = id and m.person = notifications.person
                                           and m.read_ms is not null and m.read_ms < $1))
                         and not exists (select 1 from notification_marks m
                                         where m.notification_id = id and m.saved_ms is not null)";
            let query = sqlx::query(query).bind(read_before_ms.max(before_ms)).bind(before_ms);
            let count = query.execute(&mut *connection).await?.rows_affected();
            if count > 0 {
                changed(connection).await?;
            }
            Ok(count)
        }
    };
}
pub(crate) use notification_statements;
