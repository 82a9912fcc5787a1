//! Everything that Portico reads over the network: files on source-control hosts and web servers, and the inventories
//! and directories that entities are made from.

pub mod actions;
pub mod git;
pub mod http;
pub mod limits;
pub mod providers;
pub mod reader;
