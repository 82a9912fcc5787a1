//! What the program does about costs: bills, what readers send about imports and alerts, and the export.

pub(crate) mod alert;
pub mod bills;
pub(crate) mod check;
pub(crate) mod csv;
pub(crate) mod orders;
pub(crate) mod trial;
