//! Decisions about alerts of costs in SQLite.

use super::SqliteStore;
use crate::{BoxFuture, CostAlerts, CostDecision, StoreError, limits};
use sqlx::Row as _;

impl CostAlerts for SqliteStore {
    fn cost_decisions(&self) -> BoxFuture<'_, Result<Vec<CostDecision>, StoreError>> {
        Box::pin(async move {
            let query = "select alert, state, until_day, reason, note, person, at_ms from cost_decisions
                         order by at_ms desc, alert limit ?";
            let rows = sqlx::query(query).bind(limits::COST_DECISIONS).fetch_all(&self.readers).await?;
            let decision = |row: &sqlx::sqlite::SqliteRow| {
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
                         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                         on conflict (alert) do update set
                             state = excluded.state, until_day = excluded.until_day, reason = excluded.reason,
                             note = excluded.note, person = excluded.person, at_ms = excluded.at_ms";
            let query = sqlx::query(query).bind(&decision.alert).bind(&decision.state).bind(&decision.until);
            let query = query.bind(&decision.reason).bind(&decision.note).bind(&decision.person);
            query.bind(decision.at_ms).execute(&self.writer).await?;
            let query = "delete from cost_decisions where alert in (
                             select alert from cost_decisions order by at_ms desc, alert limit -1 offset ?)";
            sqlx::query(query).bind(limits::COST_DECISIONS).execute(&self.writer).await?;
            Ok(())
        })
    }

    fn undecide_cost<'a>(&'a self, alert: &'a str) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            sqlx::query("delete from cost_decisions where alert = ?")
                .bind(alert)
                .execute(&self.writer)
                .await?;
            Ok(())
        })
    }
}
