//! Bills of all forms, and what must hold for any of them.
//!
//! `cfg(test)` on the modules lets clippy know that their helpers may unwrap.

#[cfg(test)]
mod clouds;
#[cfg(test)]
mod focus;
#[cfg(test)]
mod own;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reading;
