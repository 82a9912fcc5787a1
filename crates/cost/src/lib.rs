//! What things cost: money, bills, whose they are, and what is asked about them. Rules and sums, no I/O.
//!
//! **Invariant:** money is never a floating-point number here, and the parts of a cost add up to it exactly.

pub mod allocation;
pub mod chunk;
pub mod config;
pub mod dashboard;
pub mod day;
pub mod estate;
pub mod item;
pub mod ledger;
pub mod limits;
pub mod metrics;
pub mod money;
pub mod question;
pub mod rates;
pub mod read;
pub mod settle;
pub mod sources;

pub use chunk::{Cell, Chunk, ChunkBuilder, ChunkError, Scope, Total};
pub use day::{Day, DayError, Month, Span};
pub use item::{Item, Symbols, Text};
pub use money::{Amount, AmountError, Currency, CurrencyError, Rate, RateError};
