//! The walk: breadth first, level by level, in the order of names.

use super::{Change, Network, Sort};

/// How one entity depends on another. The order decides between several ways from one to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It says so.
    DependsOn,
    /// It consumes the other, an API.
    Consumes,
    /// It is an API that the other provides.
    Provided,
    /// It depends on an API that the other provides.
    DependsOnApi(u32),
    /// It consumes an API that the other provides.
    ConsumesApi(u32),
    /// It is a component, and the other is a part of it.
    Has,
    /// It is a part of the other.
    IsPart,
}

/// One step of an explanation: `to` is concerned because of `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it comes from.
    pub from: u32,
    /// Where it leads.
    pub to: u32,
    /// How `to` depends on `from`.
    pub how: How,
}

/// What a change concerns.
#[derive(Clone, Debug)]
pub struct Impact {
    root: u32,
    /// Everything concerned but the root, by distance, then in the order of names.
    nodes: Vec<u32>,
    /// Where each distance begins in `nodes`, from distance 1 on.
    starts: Vec<usize>,
    /// By [`State`].
    reached: Vec<Option<Reached>>,
}

/// An entity, and whether it goes with the change (and its parts with it) or only depends on it.
type State = usize;

const GOES: usize = 0;
const DEPENDS: usize = 1;

fn state(node: u32, how: usize) -> State {
    node as usize * 2 + how
}

/// How a state was reached first.
#[derive(Clone, Copy, Debug)]
struct Reached {
    distance: u32,
    from: u32,
    /// Whether `from` goes with the change.
    from_goes: bool,
    how: How,
}

/// Everything that a change to `root` concerns. Nothing if there is no such entity.
pub fn impact(network: &Network, root: u32, change: Change) -> Impact {
    let mut found =
        Impact { root, nodes: Vec::new(), starts: Vec::new(), reached: vec![None; network.len() * 2] };
    if root as usize >= network.len() {
        return found;
    }
    let mut level: Vec<State> = vec![state(root, GOES)];
    let mut distance = 0;
    while !level.is_empty() {
        distance += 1;
        let mut next: Vec<State> = Vec::new();
        for from in level {
            let (node, goes) = ((from / 2) as u32, from % 2 == GOES);
            each_step(network, node, goes, change, |to, to_goes, how| {
                let target = state(to, if to_goes { GOES } else { DEPENDS });
                // Who goes with the change is concerned in every way in which others are.
                let is_known = found.reached[target].is_some() || found.reached[state(to, GOES)].is_some();
                if to != root && !is_known {
                    found.reached[target] = Some(Reached { distance, from: node, from_goes: goes, how });
                    next.push(target);
                }
            });
        }
        // In the order of names, so that the next level, too, is reached from the first of equals.
        next.sort_unstable();
        found.starts.push(found.nodes.len());
        let new = next.iter().map(|state| (state / 2) as u32);
        let new = new.filter(|node| found.distance_of(*node) == Some(distance));
        let new: Vec<u32> = new.collect();
        found.nodes.extend(new);
        // One entity in both states stands twice in a row.
        dedup_from(&mut found.nodes, found.starts.last().copied().unwrap_or_default());
        level = next;
    }
    // The last level was empty.
    found.starts.retain(|start| *start < found.nodes.len());
    found
}

/// Removes repetitions behind a position.
fn dedup_from(nodes: &mut Vec<u32>, start: usize) {
    let mut tail = nodes.split_off(start);
    tail.dedup();
    nodes.append(&mut tail);
}

/// Calls `visit` with every entity that is one step further, whether it goes with the change, and how it depends.
fn each_step(
    network: &Network,
    node: u32,
    goes: bool,
    change: Change,
    mut visit: impl FnMut(u32, bool, How),
) {
    let takes_parts_along = goes && (change != Change::Break || network.sort(node) == Sort::Whole);
    // First, because it leads furthest.
    if takes_parts_along {
        network.parts.of_node(node).iter().for_each(|part| visit(*part, true, How::IsPart));
    }
    network.users.of_node(node).iter().for_each(|user| visit(*user, false, How::DependsOn));
    network.consumers.of_node(node).iter().for_each(|user| visit(*user, false, How::Consumes));
    let apis = network.apis.of_node(node);
    apis.iter().for_each(|api| visit(*api, false, How::Provided));
    for api in apis {
        network.users.of_node(*api).iter().for_each(|user| visit(*user, false, How::DependsOnApi(*api)));
        network.consumers.of_node(*api).iter().for_each(|user| visit(*user, false, How::ConsumesApi(*api)));
    }
    network.wholes.of_node(node).iter().for_each(|whole| visit(*whole, false, How::Has));
}

impl Impact {
    /// Everything concerned, by distance, then in the order of names.
    pub fn nodes(&self) -> &[u32] {
        &self.nodes
    }

    /// What is concerned at each distance, from 1 on.
    pub fn levels(&self) -> impl Iterator<Item = &[u32]> {
        let ends = self.starts.iter().skip(1).copied().chain([self.nodes.len()]);
        self.starts.iter().zip(ends).map(|(start, end)| self.nodes.get(*start..end).unwrap_or_default())
    }

    /// Number of steps to an entity; nothing for what is not concerned, and for the root.
    pub fn distance_of(&self, node: u32) -> Option<u32> {
        self.first(node).map(|(_, reached)| reached.distance)
    }

    /// The step by which an entity was reached first.
    pub fn last_step(&self, node: u32) -> Option<Step> {
        self.first(node).map(|(_, reached)| Step { from: reached.from, to: node, how: reached.how })
    }

    /// The shortest explanation: the steps from the root to an entity, the first by name of several.
    pub fn path(&self, node: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = self.first(node).map(|(state, _)| state);
        while let Some((from, reached)) =
            at.and_then(|at| Some((at, self.reached.get(at).copied().flatten()?)))
        {
            steps.push(Step { from: reached.from, to: (from / 2) as u32, how: reached.how });
            let before = state(reached.from, if reached.from_goes { GOES } else { DEPENDS });
            at = (reached.from != self.root).then_some(before);
        }
        steps.reverse();
        steps
    }

    /// The state in which an entity was reached first.
    fn first(&self, node: u32) -> Option<(State, Reached)> {
        let of = |how| {
            let state = state(node, how);
            Some((state, self.reached.get(state).copied().flatten()?))
        };
        match (of(GOES), of(DEPENDS)) {
            (Some(goes), Some(depends)) if depends.1.distance < goes.1.distance => Some(depends),
            (goes, depends) => goes.or(depends),
        }
    }
}
