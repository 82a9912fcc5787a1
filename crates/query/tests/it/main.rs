//! Vectors (shared contract and our own) and properties.
//!
//! `cfg(test)` on the modules lets clippy know that their helpers may unwrap.

#[cfg(test)]
mod garbage;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod portal;
#[cfg(test)]
mod predicates;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod world;
