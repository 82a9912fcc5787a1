//! Bills in PostgreSQL.

use super::{PostgresStore, columns::text as clean};
use crate::costs::{cost_statements, cost_store};
use sqlx::{PgConnection, Postgres, postgres::PgRow};

cost_statements!(Postgres, PgConnection, PgRow, lock: "for update");

cost_store!(PostgresStore, read, change);
