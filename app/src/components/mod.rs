//! Small parts that pages are made of. They show what they are given and load nothing.

pub(crate) mod attention;
pub(crate) mod avatar;
pub(crate) mod card;
pub(crate) mod code;
pub(crate) mod diagnostics;
pub(crate) mod entity_link;
pub(crate) mod entries;
pub(crate) mod icon;
pub(crate) mod kind_badge;
pub(crate) mod lifecycle;
pub(crate) mod marked;
pub(crate) mod page_title;
pub(crate) mod reading;
pub(crate) mod relations_graph;
pub(crate) mod star;
pub(crate) mod state;
pub(crate) mod steps;
pub(crate) mod tags;
pub(crate) mod team;
pub(crate) mod when;
