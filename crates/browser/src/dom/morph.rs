//! Changes what is there into what should be there, element by element. What stays the same is not touched, so that
//! focus, caret, selection, open lists and what somebody is typing survive.
//!
//! Elements are the same if they have the same `id`, or, among those without one, the same name in the same order. What is
//! inside of an element with `data-keep` belongs to who put it there and stays.

use super::document;
use wasm_bindgen::JsCast as _;
use web_sys::{
    Element, HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlTemplateElement, HtmlTextAreaElement, Node,
};

/// Makes the content of an element what this HTML says.
pub fn morph(element: &Element, html: &str) {
    let Some(document) = document() else { return };
    let Some(template) = document.create_element("template").ok() else { return };
    let Ok(template) = template.dyn_into::<HtmlTemplateElement>() else { return };
    template.set_inner_html(html);
    let focused = document.active_element();
    children(element, &template.content(), focused.as_ref());
    // What had to be moved lost the focus on the way.
    if let Some(focused) = focused.filter(|focused| element.contains(Some(focused)))
        && document.active_element().as_ref() != Some(&focused)
        && let Some(focused) = focused.dyn_ref::<HtmlElement>()
    {
        // Only elements that cannot be focused refuse.
        let _ = focused.focus();
    }
}

/// Makes the children of one node those of another.
fn children(old: &Node, new: &Node, focused: Option<&Element>) {
    let mut here = old.first_child();
    let mut wanted = new.first_child();
    let named: Vec<String> = nodes(new).filter_map(|node| id_of(&node)).collect();
    while let Some(want) = wanted {
        // Taking it into the document takes it out of its list.
        wanted = want.next_sibling();
        match matching(here.as_ref(), &want) {
            Some(found) => {
                here = without_unwanted(old, here, &found, &named);
                if here.as_ref() != Some(&found) {
                    move_before(old, &found, here.as_ref());
                } else {
                    here = found.next_sibling();
                }
                become_like(&found, &want, focused);
            }
            None => move_before(old, &want, here.as_ref()),
        }
    }
    while let Some(rest) = here {
        here = rest.next_sibling();
        // It is a child of `old`: nothing else was put there meanwhile.
        let _ = old.remove_child(&rest);
    }
}

fn nodes(parent: &Node) -> impl Iterator<Item = Node> {
    std::iter::successors(parent.first_child(), Node::next_sibling)
}

/// Takes away what stands before a node and is not wanted any more: a node that is moved loses the focus, and what is in
/// it does, too; one that what is before it goes away from keeps it. Returns what stands at this place then.
fn without_unwanted(parent: &Node, here: Option<Node>, found: &Node, named: &[String]) -> Option<Node> {
    let mut here = here;
    while let Some(node) = here.as_ref().filter(|node| *node != found) {
        if id_of(node).is_some_and(|id| named.contains(&id)) {
            break;
        }
        let next = node.next_sibling();
        // It is a child of `parent`.
        let _ = parent.remove_child(node);
        here = next;
    }
    here
}

fn move_before(parent: &Node, node: &Node, before: Option<&Node>) {
    // Fails only for a node that contains its parent, which none does here.
    let _ = parent.insert_before(node, before);
}

/// Which of the nodes from here on is the wanted one.
fn matching(here: Option<&Node>, want: &Node) -> Option<Node> {
    let id = id_of(want);
    let mut candidate = here.cloned();
    while let Some(node) = candidate {
        let same_name = node.node_name() == want.node_name();
        if same_name && id_of(&node) == id {
            return Some(node);
        }
        // Without an identifier, only the very next one of its kind will do, and none with an identifier is passed over.
        if id.is_none() && node.node_type() == Node::ELEMENT_NODE {
            return None;
        }
        candidate = node.next_sibling();
    }
    None
}

fn id_of(node: &Node) -> Option<String> {
    // By its attribute: a form with a field of the name `id` has that field as its property.
    node.dyn_ref::<Element>()?.get_attribute("id").filter(|id| !id.is_empty())
}

/// Makes a node like another of the same kind.
fn become_like(old: &Node, new: &Node, focused: Option<&Element>) {
    let (Some(old_element), Some(new_element)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) else {
        if old.node_value() != new.node_value() {
            old.set_node_value(new.node_value().as_deref());
        }
        return;
    };
    attributes(old_element, new_element);
    if !old_element.has_attribute("data-keep") {
        children(old, new, focused);
    }
    if focused != Some(old_element) {
        value(old_element, new_element);
    }
}

fn attributes(old: &Element, new: &Element) {
    for name in names(old) {
        // Whether something is unfolded is the reader's choice.
        if !new.has_attribute(&name) && name != "open" {
            // Names that are there can be removed.
            let _ = old.remove_attribute(&name);
        }
    }
    for name in names(new) {
        let value = new.get_attribute(&name).unwrap_or_default();
        if old.get_attribute(&name).as_deref() != Some(&value) {
            // Names that are there can be written.
            let _ = old.set_attribute(&name, &value);
        }
    }
}

fn names(element: &Element) -> Vec<String> {
    let attributes = element.attributes();
    (0..attributes.length()).filter_map(|index| Some(attributes.item(index)?.name())).collect()
}

/// What a control holds is no attribute once somebody has used it.
fn value(old: &Element, new: &Element) {
    if let (Some(old), Some(new)) = (old.dyn_ref::<HtmlInputElement>(), new.dyn_ref::<HtmlInputElement>()) {
        if old.checked() != new.checked() {
            old.set_checked(new.checked());
        }
        // A file's name cannot be set; the field stays as it is.
        if old.type_() != "file" && old.value() != new.value() {
            old.set_value(&new.value());
        }
    } else if let (Some(old), Some(new)) =
        (old.dyn_ref::<HtmlTextAreaElement>(), new.dyn_ref::<HtmlTextAreaElement>())
    {
        if old.value() != new.value() {
            old.set_value(&new.value());
        }
    } else if let (Some(old), Some(new)) =
        (old.dyn_ref::<HtmlOptionElement>(), new.dyn_ref::<HtmlOptionElement>())
        && old.selected() != new.selected()
    {
        old.set_selected(new.selected());
    }
}
