//! Which layer each box is in: no arrow within a layer, and arrows as short as possible in sum.
//!
//! Cycles are broken by turning few arrows round (Eades, Lin and Smyth). Layers are then found by network simplex: a
//! spanning tree of arrows that are as short as allowed is improved by exchanging an arrow whose removal would shorten
//! the rest for the one with the least slack.

use crate::limits::PER_LAYER;
use std::collections::BTreeSet;

/// An arrow that asks for a distance of layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) least: usize,
}

/// The layer of each of `count` boxes, counted from 0 in every part that hangs together.
pub(super) fn layers(count: usize, steps: &[Step]) -> Vec<usize> {
    let position = sequence(count, steps);
    // Turned arrows and several between the same boxes are one step each.
    let forward: BTreeSet<Step> = steps
        .iter()
        .map(|step| {
            if position[step.from] <= position[step.to] {
                *step
            } else {
                Step { from: step.to, to: step.from, ..*step }
            }
        })
        .collect();
    let steps: Vec<Step> = forward.into_iter().collect();
    let mut ranks = longest_paths(count, &steps, &position);
    for part in parts(count, &steps) {
        Simplex::new(&part, &steps, &mut ranks).improve();
        let least = part.iter().map(|node| ranks[*node]).min().unwrap_or_default();
        part.iter().for_each(|node| ranks[*node] -= least);
    }
    let mut layers: Vec<usize> =
        ranks.into_iter().map(|rank| usize::try_from(rank).unwrap_or_default()).collect();
    wrap(&mut layers, &steps);
    layers
}

/// An order of the boxes in which few arrows point backward.
fn sequence(count: usize, steps: &[Step]) -> Vec<usize> {
    let mut out = vec![BTreeSet::new(); count];
    let mut into = vec![BTreeSet::new(); count];
    for step in steps {
        out[step.from].insert(step.to);
        into[step.to].insert(step.from);
    }
    let mut left: BTreeSet<usize> = (0..count).collect();
    let (mut first, mut last) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let sink = left.iter().copied().find(|node| out[*node].is_empty());
        let source = || left.iter().copied().find(|node| into[*node].is_empty());
        let (node, ends) = match sink {
            Some(sink) => (sink, true),
            None => {
                let most = || {
                    left.iter().copied().max_by_key(|node| {
                        (out[*node].len() as isize - into[*node].len() as isize, std::cmp::Reverse(*node))
                    })
                };
                match source().or_else(most) {
                    Some(node) => (node, false),
                    None => break,
                }
            }
        };
        left.remove(&node);
        if ends {
            last.push(node)
        } else {
            first.push(node)
        }
        for next in std::mem::take(&mut out[node]) {
            into[next].remove(&node);
        }
        for previous in std::mem::take(&mut into[node]) {
            out[previous].remove(&node);
        }
    }
    let mut position = vec![0; count];
    for (place, node) in first.into_iter().chain(last.into_iter().rev()).enumerate() {
        position[node] = place;
    }
    position
}

fn longest_paths(count: usize, steps: &[Step], position: &[usize]) -> Vec<isize> {
    let mut ranks = vec![0isize; count];
    let mut sorted: Vec<&Step> = steps.iter().collect();
    sorted.sort_by_key(|step| (position[step.from], position[step.to]));
    for step in sorted {
        ranks[step.to] = ranks[step.to].max(ranks[step.from] + step.least as isize);
    }
    ranks
}

/// The boxes of each part that hangs together.
pub(super) fn parts(count: usize, steps: &[Step]) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); count];
    for step in steps {
        near[step.from].push(step.to);
        near[step.to].push(step.from);
    }
    let mut seen = vec![false; count];
    let mut parts = Vec::new();
    for start in 0..count {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut part = vec![start];
        let mut next = 0;
        while next < part.len() {
            for node in &near[part[next]] {
                if !std::mem::replace(&mut seen[*node], true) {
                    part.push(*node);
                }
            }
            next += 1;
        }
        parts.push(part);
    }
    parts
}

struct Simplex<'a> {
    part: &'a [usize],
    steps: Vec<Step>,
    /// Steps at each node.
    at: Vec<Vec<usize>>,
    ranks: &'a mut [isize],
    /// Whether a step is in the tree.
    in_tree: Vec<bool>,
    /// Nodes of the tree, each after its parent, with the step that leads to the parent.
    walk: Vec<(usize, Option<usize>)>,
}

impl<'a> Simplex<'a> {
    fn new(part: &'a [usize], steps: &[Step], ranks: &'a mut [isize]) -> Self {
        let mut is_here = vec![false; ranks.len()];
        part.iter().for_each(|node| is_here[*node] = true);
        let steps: Vec<Step> = steps.iter().filter(|step| is_here[step.from]).copied().collect();
        let mut at = vec![Vec::new(); ranks.len()];
        for (index, step) in steps.iter().enumerate() {
            at[step.from].push(index);
            at[step.to].push(index);
        }
        let in_tree = vec![false; steps.len()];
        Self { part, steps, at, ranks, in_tree, walk: Vec::new() }
    }

    fn slack(&self, step: usize) -> isize {
        let Step { from, to, least } = self.steps[step];
        self.ranks[to] - self.ranks[from] - least as isize
    }

    fn improve(&mut self) {
        if self.part.len() < 2 {
            return;
        }
        self.grow_tree();
        // It ends by itself on all but degenerate graphs, where it would go round in circles.
        for _ in 0..4 * self.part.len() {
            self.walk_tree();
            let Some((leaving, below)) = self.leaving() else { return };
            let Some(entering) = self.entering(leaving, &below) else { return };
            let slack = self.slack(entering);
            // The side of the arrow's end moves closer.
            let shift = if below[self.steps[entering].to] { -slack } else { slack };
            for node in self.part.iter().filter(|node| below[**node]) {
                self.ranks[*node] += shift;
            }
            self.in_tree[leaving] = false;
            self.in_tree[entering] = true;
        }
    }

    /// A tree of steps without slack, over the whole part.
    fn grow_tree(&mut self) {
        let mut inside = vec![false; self.ranks.len()];
        let mut tree = vec![self.part[0]];
        inside[self.part[0]] = true;
        let mut next = 0;
        loop {
            while next < tree.len() {
                for index in 0..self.at[tree[next]].len() {
                    let step = self.at[tree[next]][index];
                    let Step { from, to, .. } = self.steps[step];
                    let other = if from == tree[next] { to } else { from };
                    if !inside[other] && self.slack(step) == 0 {
                        inside[other] = true;
                        self.in_tree[step] = true;
                        tree.push(other);
                    }
                }
                next += 1;
            }
            let border = (0..self.steps.len())
                .filter(|step| inside[self.steps[*step].from] != inside[self.steps[*step].to])
                .min_by_key(|step| (self.slack(*step), *step));
            let Some(step) = border else { return };
            let slack = self.slack(step);
            let shift = if inside[self.steps[step].from] { slack } else { -slack };
            tree.iter().for_each(|node| self.ranks[*node] += shift);
            // All are looked at again: steps of earlier ones may have become tight.
            next = 0;
        }
    }

    fn walk_tree(&mut self) {
        let mut seen = vec![false; self.ranks.len()];
        self.walk.clear();
        self.walk.push((self.part[0], None));
        seen[self.part[0]] = true;
        let mut next = 0;
        while next < self.walk.len() {
            let node = self.walk[next].0;
            for step in &self.at[node] {
                let Step { from, to, .. } = self.steps[*step];
                let other = if from == node { to } else { from };
                if self.in_tree[*step] && !std::mem::replace(&mut seen[other], true) {
                    self.walk.push((other, Some(*step)));
                }
            }
            next += 1;
        }
    }

    /// The step of the tree whose cut gains most, and the nodes on its far side.
    fn leaving(&self) -> Option<(usize, Vec<bool>)> {
        // Of a subtree's arrows, those that leave it minus those that enter it: arrows inside of it count twice, as 0.
        let mut balance = vec![0isize; self.ranks.len()];
        for step in &self.steps {
            balance[step.from] += 1;
            balance[step.to] -= 1;
        }
        let mut best: Option<(isize, usize, usize)> = None;
        for (node, step) in self.walk.iter().rev() {
            let Some(step) = step else { continue };
            let Step { from, to, .. } = self.steps[*step];
            let (cut, parent) = if from == *node { (balance[*node], to) } else { (-balance[*node], from) };
            balance[parent] += balance[*node];
            if cut < 0 && best.is_none_or(|(least, ..)| cut < least) {
                best = Some((cut, *step, *node));
            }
        }
        let (_, leaving, top) = best?;
        let mut below = vec![false; self.ranks.len()];
        below[top] = true;
        for (node, step) in &self.walk {
            let Some(step) = step else { continue };
            let Step { from, to, .. } = self.steps[*step];
            let parent = if from == *node { to } else { from };
            if *step != leaving && below[parent] {
                below[*node] = true;
            }
        }
        Some((leaving, below))
    }

    /// The arrow with the least slack that crosses the cut the other way.
    fn entering(&self, leaving: usize, below: &[bool]) -> Option<usize> {
        let outward = below[self.steps[leaving].from];
        (0..self.steps.len())
            .filter(|step| {
                let Step { from, to, .. } = self.steps[*step];
                below[from] != below[to] && below[from] != outward
            })
            .min_by_key(|step| (self.slack(*step), *step))
    }
}

/// Moves leaves on to the next layers where a layer has very many boxes, so that pictures do not become towers.
fn wrap(layers: &mut [usize], steps: &[Step]) {
    let mut leads_on = vec![false; layers.len()];
    let mut hangs = vec![false; layers.len()];
    for step in steps {
        leads_on[step.from] = true;
        hangs[step.to] = true;
    }
    let stride = steps.iter().map(|step| step.least).max().unwrap_or(1);
    let mut layer = 0;
    while layers.iter().any(|other| *other >= layer) {
        let here: Vec<usize> = (0..layers.len()).filter(|node| layers[*node] == layer).collect();
        let leaves: Vec<usize> =
            here.iter().copied().filter(|node| hangs[*node] && !leads_on[*node]).collect();
        let stays = here.len() - leaves.len();
        // In turns, so that their arrows pass between the others without a detour.
        let turns = leaves.len().div_ceil(PER_LAYER.saturating_sub(stays).max(PER_LAYER / 2));
        for (index, node) in leaves.into_iter().enumerate().filter(|_| here.len() > PER_LAYER) {
            layers[node] += stride * (index % turns.max(1));
        }
        layer += 1;
    }
}
