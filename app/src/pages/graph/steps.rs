//! What can be done about a box.

use portico_portal::views::graph::{GraphNode, GraphQuestion, NodeSort};

/// A step to another graph.
pub(super) struct Step {
    pub(super) label: String,
    /// The key that does the same on the box.
    pub(super) key: &'static str,
    pub(super) to: GraphQuestion,
}

/// Every step from a box.
pub(super) fn steps(node: &GraphNode, question: &GraphQuestion) -> Vec<Step> {
    let entity_ref = node.entity_ref.as_str();
    let mut steps = Vec::new();
    let mut add = |label: &str, key, to| steps.push(Step { label: label.to_owned(), key, to });
    let is_entity = matches!(node.sort, NodeSort::Root | NodeSort::Entity);
    // Entities without a system or an owner go by their kind, which nothing can start from.
    let is_kind = entity_ref.ends_with(':');
    let is_only_root = node.sort == NodeSort::Root && question.roots.len() == 1;
    if (is_entity || node.sort == NodeSort::Group) && !is_kind && !is_only_root {
        add("Start here", "r", question.rooted(entity_ref));
    }
    if node.sort == NodeSort::Group {
        add("Show one by one", "e", question.opening(entity_ref));
    }
    if is_entity && node.further > 0 {
        add(&format!("Show {} more", node.further), "e", question.expanding(entity_ref));
    }
    if is_entity && !question.collapsed.iter().any(|other| other == entity_ref) {
        add("Collapse", "c", question.collapsing(entity_ref));
    }
    if matches!(node.sort, NodeSort::Entity | NodeSort::Missing)
        && !question.roots.iter().any(|root| root == entity_ref)
    {
        add("Hide", "h", question.hiding(entity_ref));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::steps;
    use portico_portal::views::graph::{GraphNode, GraphQuestion, NodeSort};

    #[track_caller]
    fn check(sort: NodeSort, entity_ref: &str, further: usize, expect: &[&str]) {
        let question = GraphQuestion::of("component:default/root");
        let node = GraphNode { sort, entity_ref: entity_ref.into(), further, ..GraphNode::default() };
        let steps = steps(&node, &question);
        assert_eq!(steps.iter().map(|step| step.label.as_str()).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn every_sort_of_box_offers_what_makes_sense() {
        check(NodeSort::Root, "component:default/root", 2, &["Show 2 more", "Collapse"]);
        check(NodeSort::Entity, "api:default/a", 0, &["Start here", "Collapse", "Hide"]);
        check(NodeSort::Missing, "api:default/none", 0, &["Hide"]);
        check(NodeSort::Group, "system:default/s", 9, &["Start here", "Show one by one"]);
        check(NodeSort::Group, "user:", 9, &["Show one by one"]);
        check(NodeSort::Rest, "", 9, &[]);
    }
}
