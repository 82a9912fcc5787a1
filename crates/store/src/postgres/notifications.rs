//! Notifications in PostgreSQL.

use super::{PostgresStore, columns::text as clean};
use crate::notifications::{notification_statements, notification_store};
use sqlx::{PgConnection, Postgres, postgres::PgRow};

notification_statements!(Postgres, PgConnection, PgRow);

notification_store!(PostgresStore, read, change);
