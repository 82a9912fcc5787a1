//! Where the pages of costs lead to.

use crate::paths;
use portico_cost::{
    dashboard::{Named, Sort},
    question::Question,
};

/// The page a question is asked on: the dashboard, or the tab of an entity, whose address names it already.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) is_entity: bool,
}

impl Place {
    pub(super) fn dashboard() -> Self {
        Self { path: paths::COSTS.to_owned(), is_entity: false }
    }

    pub(super) fn entity(entity_ref: &str) -> Self {
        Self { path: paths::entity_tab(entity_ref, paths::COSTS_TAB), is_entity: true }
    }

    /// The pairs of a question in the address of this page.
    pub(super) fn pairs(&self, question: &Question) -> Vec<(&'static str, String)> {
        let mut pairs = question.pairs();
        pairs.retain(|(name, _)| !self.is_entity || *name != "entity");
        pairs
    }

    /// The address of a question on this page.
    pub(super) fn href(&self, question: &Question) -> String {
        paths::with_pairs(&self.path, &self.pairs(question))
    }

    /// Where a group leads: deeper into the costs of this one.
    pub(super) fn deeper(&self, question: &Question, name: &Named, sort: Sort) -> Option<String> {
        match sort {
            Sort::Value | Sort::Without => Some(self.href(&question.drilled(&name.key))),
            Sort::Rest | Sort::Total => None,
        }
    }
}

/// The dashboard's page for a question, wherever it is asked.
pub(super) fn dashboard(question: &Question) -> String {
    paths::with_pairs(paths::COSTS, &question.pairs())
}

/// The figures of a question as a file.
pub(super) fn csv(question: &Question) -> String {
    paths::with_pairs("/api/costs/export.csv", &question.pairs())
}
