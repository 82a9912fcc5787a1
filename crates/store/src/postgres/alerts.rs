//! Decisions about alerts of costs in PostgreSQL.

use super::{PostgresStore, columns::text};
use crate::{BoxFuture, CostAlerts, CostDecision, StoreError, limits};
use sqlx::Row as _;

impl CostAlerts for PostgresStore {
    fn cost_decisions(&self) -> BoxFuture<'_, Result<Vec<CostDecision>, StoreError>> {
        Box::pin(async move {
            let query = "select alert, state, until_day, reason, note, person, at_ms from cost_decisions
                         order by at_ms desc, alert limit $1";
            let rows = sqlx::query(query).bind(limits::COST_DECISIONS).fetch_all(&self.pool).await?;
            let decision = |row: &sqlx::postgres::PgRow| {
                Ok(CostDecision {
                    alert: row.try_get(0)?,
                    state: row.try_get(1)?,
                    until: row.try_get(2)?,
                    reason: row.try_get(3)?,
                    note: row.try_get(4)?,
                    person: row.try_get(5)?,
                    at_ms: row.try_get(6)?,
                })
            };
            rows.iter().map(decision).collect()
        })
    }

    fn decide_cost<'a>(&'a self, decision: &'a CostDecision) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let query = "insert into cost_decisions (alert, state, until_day, reason, note, person, at_ms)
                         values ($1, $2, $3, $4, $5, $6, $7)
                         on conflict (alert) do update set
                             state = excluded.state, until_day = excluded.until_day, reason = excluded.reason,
                             note = excluded.note, person = excluded.person, at_ms = excluded.at_ms";
            let query = sqlx::query(query).bind(text(&decision.alert)).bind(text(&decision.state));
            let query = query.bind(decision.until.as_deref().map(text));
            let query = query.bind(decision.reason.as_deref().map(text)).bind(text(&decision.note));
            let query = query.bind(decision.person.as_deref().map(text)).bind(decision.at_ms);
            query.execute(&self.pool).await?;
            let query = "delete from cost_decisions where alert in (
                             select alert from cost_decisions order by at_ms desc, alert offset $1)";
            sqlx::query(query).bind(limits::COST_DECISIONS).execute(&self.pool).await?;
            Ok(())
        })
    }

    fn undecide_cost<'a>(&'a self, alert: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let query = sqlx::query("delete from cost_decisions where alert = $1");
            query.bind(text(alert)).execute(&self.pool).await?;
            Ok(())
        })
    }
}
