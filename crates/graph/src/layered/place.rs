//! Where nodes lie across the arrows: Brandes and Köpf.
//!
//! Nodes are aligned with a median neighbour, four times: with those before or after, from either side. Nodes that are
//! aligned form a block, which lies straight; blocks are pushed together as far as their order allows. What counts is
//! the mean of the two middle ones of the four. Long arrows go first, so that they are straight.

use super::{Net, Node};
use std::collections::HashSet;

/// Space between two boxes.
const BETWEEN_BOXES: f32 = 14.0;
/// Space beside bends of long arrows.
const BETWEEN_BENDS: f32 = 9.0;

/// Places the nodes of some layers, which are in order.
pub(super) fn place(net: &Net, layers: &[Vec<usize>], across: &mut [f32]) {
    let conflicts = conflicts(net, layers);
    let mut runs: Vec<Vec<f32>> = Vec::with_capacity(4);
    for downward in [true, false] {
        for rightward in [true, false] {
            let mut view: Vec<Vec<usize>> = layers.to_vec();
            if !downward {
                view.reverse();
            }
            if !rightward {
                view.iter_mut().for_each(|layer| layer.reverse());
            }
            let near = if downward { &net.before } else { &net.after };
            let mut run = compact(net, &view, &align(net, &view, near, &conflicts));
            if !rightward {
                run.iter_mut().for_each(|place| *place = -*place);
            }
            runs.push(run);
        }
    }
    level(net, layers, &mut runs);
    for node in layers.iter().flatten() {
        let mut places: Vec<f32> = runs.iter().map(|run| run[*node]).collect();
        places.sort_by(f32::total_cmp);
        across[*node] = (places[1] + places[2]) / 2.0;
    }
    part(net, layers, across);
}

/// The distance that two neighbours keep.
fn distance(a: &Node, b: &Node) -> f32 {
    let gap = if a.is_bend || b.is_bend { BETWEEN_BENDS } else { BETWEEN_BOXES };
    (a.across + b.across) / 2.0 + gap
}

/// Short arrows that cross a long one: they give way.
fn conflicts(net: &Net, layers: &[Vec<usize>]) -> HashSet<(usize, usize)> {
    let mut conflicts = HashSet::new();
    let mut position = vec![usize::MAX; net.nodes.len()];
    for pair in layers.windows(2) {
        for (place, node) in pair[0].iter().enumerate() {
            position[*node] = place;
        }
        let inner = |node: usize| -> Option<usize> {
            let is_bend = net.nodes[node].is_bend;
            net.before[node].iter().copied().find(|other| is_bend && net.nodes[*other].is_bend)
        };
        let (mut least, mut scanned) = (0, 0);
        for (place, node) in pair[1].iter().enumerate() {
            let end = inner(*node).map(|other| position[other]).filter(|place| *place != usize::MAX);
            if end.is_none() && place + 1 != pair[1].len() {
                continue;
            }
            let most = end.unwrap_or(pair[0].len());
            for other in &pair[1][scanned..=place] {
                for before in &net.before[*other] {
                    let at = position[*before];
                    let is_inner = net.nodes[*other].is_bend && net.nodes[*before].is_bend;
                    if at != usize::MAX && !is_inner && (at < least || at > most) {
                        conflicts.insert((*before, *other));
                    }
                }
            }
            scanned = place + 1;
            least = most;
        }
        pair[0].iter().for_each(|node| position[*node] = usize::MAX);
    }
    conflicts
}

/// The block of each node, by its first node.
fn align(
    net: &Net,
    layers: &[Vec<usize>],
    near: &[Vec<usize>],
    conflicts: &HashSet<(usize, usize)>,
) -> Vec<usize> {
    let mut position = vec![usize::MAX; net.nodes.len()];
    for layer in layers {
        layer.iter().enumerate().for_each(|(place, node)| position[*node] = place);
    }
    let mut root: Vec<usize> = (0..net.nodes.len()).collect();
    let mut is_taken = vec![false; net.nodes.len()];
    for layer in layers {
        let mut free = 0;
        for node in layer {
            let mut others: Vec<usize> =
                near[*node].iter().copied().filter(|other| position[*other] != usize::MAX).collect();
            others.sort_by_key(|other| position[*other]);
            others.dedup();
            let count = others.len();
            if count == 0 {
                continue;
            }
            for median in [(count - 1) / 2, count / 2] {
                let other = others[median];
                let gives_way = conflicts.contains(&(other, *node)) || conflicts.contains(&(*node, other));
                if root[*node] == *node && position[other] >= free && !is_taken[other] && !gives_way {
                    root[*node] = root[other];
                    is_taken[other] = true;
                    free = position[other] + 1;
                }
            }
        }
    }
    root
}

/// Pushes blocks together: as far to one side as their order allows, and then back towards what they are next to.
fn compact(net: &Net, layers: &[Vec<usize>], root: &[usize]) -> Vec<f32> {
    let count = net.nodes.len();
    let mut next: Vec<Vec<(usize, f32)>> = vec![Vec::new(); count];
    let mut waits = vec![0usize; count];
    for pair in layers.iter().flat_map(|layer| layer.windows(2)) {
        let (a, b) = (root[pair[0]], root[pair[1]]);
        next[a].push((b, distance(&net.nodes[pair[0]], &net.nodes[pair[1]])));
        waits[b] += 1;
    }
    let blocks: Vec<usize> = layers.iter().flatten().copied().filter(|node| root[*node] == *node).collect();
    let mut order: Vec<usize> = blocks.iter().copied().filter(|block| waits[*block] == 0).collect();
    let mut place = vec![0.0f32; count];
    let mut index = 0;
    while index < order.len() {
        let block = order[index];
        for (other, distance) in &next[block] {
            place[*other] = place[*other].max(place[block] + distance);
            waits[*other] -= 1;
            if waits[*other] == 0 {
                order.push(*other);
            }
        }
        index += 1;
    }
    for block in order.iter().rev() {
        let limit =
            next[*block].iter().map(|(other, distance)| place[*other] - distance).fold(f32::MAX, f32::min);
        if limit < f32::MAX {
            place[*block] = place[*block].max(limit);
        }
    }
    (0..count).map(|node| place[root[node]]).collect()
}

/// Moves the four runs over one another: to the sides of the narrowest.
fn level(net: &Net, layers: &[Vec<usize>], runs: &mut [Vec<f32>]) {
    let extent = |run: &[f32]| {
        layers.iter().flatten().fold((f32::MAX, f32::MIN), |(least, most), node| {
            let half = net.nodes[*node].across / 2.0;
            (least.min(run[*node] - half), most.max(run[*node] + half))
        })
    };
    let extents: Vec<(f32, f32)> = runs.iter().map(|run| extent(run)).collect();
    let narrowest = extents.iter().copied().min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let Some(narrowest) = narrowest else { return };
    for (index, (run, extent)) in runs.iter_mut().zip(extents).enumerate() {
        let shift = if index % 2 == 0 { narrowest.0 - extent.0 } else { narrowest.1 - extent.1 };
        run.iter_mut().for_each(|place| *place += shift);
    }
}

/// Holds neighbours apart whatever came out: rounding must not make boxes touch.
fn part(net: &Net, layers: &[Vec<usize>], across: &mut [f32]) {
    for pair in layers.iter().flat_map(|layer| layer.windows(2)) {
        let least = across[pair[0]] + distance(&net.nodes[pair[0]], &net.nodes[pair[1]]);
        across[pair[1]] = across[pair[1]].max(least);
    }
}
