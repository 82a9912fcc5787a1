//! One module per page: what it asks, and how the answer looks.

mod catalog;
pub(crate) mod create;
mod entity;
mod explore;
pub(crate) mod graph;
mod home;
pub(crate) mod insight;
pub(crate) mod made;
mod not_found;
pub(crate) mod notifications;
mod problems;
mod register;
mod search;

pub(crate) use catalog::CatalogPage;
pub(crate) use create::CreatePage;
pub(crate) use entity::EntityPage;
pub(crate) use explore::ExplorePage;
pub(crate) use graph::GraphPage;
pub(crate) use home::HomePage;
pub(crate) use insight::{CostsPage, CostsTab, RadarPage};
pub(crate) use not_found::{NotFoundPage, NotFoundState};
pub(crate) use notifications::NotificationsPage;
pub(crate) use problems::ProblemsPage;
pub(crate) use register::RegisterPage;
pub(crate) use search::SearchPage;
