//! Everything that Portico asks over the network: files on source-control hosts and web servers, the inventories and
//! directories that entities are made from, and what steps of templates do there.

pub mod actions;
pub mod git;
pub mod http;
pub mod limits;
pub mod providers;
pub mod reader;
