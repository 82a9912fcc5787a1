//! Everything that Portico asks over the network: files on source-control hosts and web servers, the inventories and
//! directories that entities are made from, what steps of templates do there, and bills in object stores.

pub mod actions;
pub mod bills;
pub mod git;
pub mod http;
pub mod limits;
pub mod providers;
pub mod reader;
