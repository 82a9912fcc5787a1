//! What things cost: money, bills, whose they are, and what is asked about them. Rules and sums, no I/O.
//!
//! **Invariant:** money is never a floating-point number here, and the parts of a cost add up to it exactly.

pub mod limits;
pub mod settle;
pub mod sources;
