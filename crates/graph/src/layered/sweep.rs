//! The order within layers: medians of neighbours, swept there and back, and exchanging neighbours where that helps.

use super::Net;
use crate::limits::{SWEEPS, SWEEPS_IN_VAIN};

/// Orders the layers so that few arrows cross. Nodes of one lane stay together, in the order of lanes.
pub(super) fn reduce_crossings(net: &mut Net) {
    start(net);
    let mut best = net.layers.clone();
    let mut fewest = crossings(net);
    let mut in_vain = 0;
    for round in 0..SWEEPS {
        if fewest == 0 || in_vain == SWEEPS_IN_VAIN {
            break;
        }
        sweep(net, round % 2 == 0, round % 4 < 2);
        transpose(net);
        let now = crossings(net);
        if now < fewest {
            (fewest, in_vain) = (now, 0);
            best.clone_from(&net.layers);
        } else {
            in_vain += 1;
        }
    }
    net.layers = best;
}

/// A first order: along the arrows from the first node on, so that what hangs together is close.
fn start(net: &mut Net) {
    let mut place = vec![usize::MAX; net.nodes.len()];
    let mut count = 0;
    for first in 0..net.nodes.len() {
        let mut stack = vec![first];
        while let Some(node) = stack.pop() {
            if place[node] != usize::MAX {
                continue;
            }
            place[node] = count;
            count += 1;
            stack.extend(net.after[node].iter().rev().chain(net.before[node].iter().rev()));
        }
    }
    for layer in &mut net.layers {
        layer.sort_by_key(|node| (net.nodes[*node].lane, place[*node]));
    }
}

fn positions(net: &Net) -> Vec<usize> {
    let mut positions = vec![0; net.nodes.len()];
    for layer in &net.layers {
        layer.iter().enumerate().for_each(|(place, node)| positions[*node] = place);
    }
    positions
}

fn sweep(net: &mut Net, forward: bool, keeps_ties: bool) {
    let mut positions = positions(net);
    let count = net.layers.len();
    for step in 1..count {
        let layer = if forward { step } else { count - 1 - step };
        let near = if forward { &net.before } else { &net.after };
        let nodes = std::mem::take(&mut net.layers[layer]);
        let mut ordered = Vec::with_capacity(nodes.len());
        for lane in nodes.chunk_by(|a, b| net.nodes[*a].lane == net.nodes[*b].lane) {
            ordered.extend(by_median(lane, near, &positions, keeps_ties));
        }
        ordered.iter().enumerate().for_each(|(place, node)| positions[*node] = place);
        net.layers[layer] = ordered;
    }
}

/// Sorts nodes by the median of their neighbours; nodes without neighbours stay where they are.
fn by_median(nodes: &[usize], near: &[Vec<usize>], positions: &[usize], keeps_ties: bool) -> Vec<usize> {
    let mut movable: Vec<(f32, usize, usize)> = nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| !near[**node].is_empty())
        .map(|(place, node)| {
            let tie = if keeps_ties { place } else { nodes.len() - place };
            (median(&near[*node], positions), tie, *node)
        })
        .collect();
    movable.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut movable = movable.into_iter().map(|(_, _, node)| node);
    nodes
        .iter()
        .map(|node| if near[*node].is_empty() { *node } else { movable.next().unwrap_or(*node) })
        .collect()
}

fn median(near: &[usize], positions: &[usize]) -> f32 {
    let mut places: Vec<usize> = near.iter().map(|node| positions[*node]).collect();
    places.sort_unstable();
    let middle = places.len() / 2;
    if places.len() % 2 == 1 {
        return places[middle] as f32;
    }
    if places.len() == 2 {
        return (places[0] + places[1]) as f32 / 2.0;
    }
    // Leans to the side where the neighbours are closer together.
    let left = (places[middle - 1] - places[0]) as f32;
    let right = (places[places.len() - 1] - places[middle]) as f32;
    if left + right == 0.0 {
        return places[middle] as f32;
    }
    (places[middle - 1] as f32 * right + places[middle] as f32 * left) / (left + right)
}

/// Exchanges neighbours of one lane as long as that takes crossings away.
fn transpose(net: &mut Net) {
    let mut positions = positions(net);
    for _ in 0..SWEEPS {
        let mut improved = false;
        for layer in 0..net.layers.len() {
            for place in 1..net.layers[layer].len() {
                let (a, b) = (net.layers[layer][place - 1], net.layers[layer][place]);
                if net.nodes[a].lane != net.nodes[b].lane {
                    continue;
                }
                let count = |a: usize, b: usize| {
                    crossed(&net.before[a], &net.before[b], &positions)
                        + crossed(&net.after[a], &net.after[b], &positions)
                };
                if count(b, a) < count(a, b) {
                    net.layers[layer].swap(place - 1, place);
                    positions.swap(a, b);
                    improved = true;
                }
            }
        }
        if !improved {
            return;
        }
    }
}

/// Crossings of the arrows of one node with those of the node after it.
fn crossed(first: &[usize], second: &[usize], positions: &[usize]) -> usize {
    let over = |a: &usize| second.iter().filter(|b| positions[**b] < positions[*a]).count();
    first.iter().map(over).sum()
}

/// All crossings between neighbouring layers.
pub(super) fn crossings(net: &Net) -> usize {
    let positions = positions(net);
    let mut sum = 0;
    for layer in net.layers.windows(2) {
        let mut tree = vec![0usize; layer[1].len() + 1];
        let mut seen = 0;
        for node in &layer[0] {
            let mut ends: Vec<usize> = net.after[*node].iter().map(|end| positions[*end]).collect();
            ends.sort_unstable();
            // Those before are counted first: arrows of one node do not cross.
            for end in &ends {
                sum += seen - upto(&tree, end + 1);
            }
            for end in &ends {
                add(&mut tree, end + 1);
            }
            seen += ends.len();
        }
    }
    sum
}

fn upto(tree: &[usize], mut index: usize) -> usize {
    let mut sum = 0;
    while index > 0 {
        sum += tree[index];
        index &= index - 1;
    }
    sum
}

fn add(tree: &mut [usize], mut index: usize) {
    while index < tree.len() {
        tree[index] += 1;
        index += index & index.wrapping_neg();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Direction, Line, Net, Size};
    use super::{crossings, reduce_crossings};

    fn net(pairs: &[(usize, usize)]) -> Net {
        let count = pairs.iter().map(|(from, to)| from.max(to) + 1).max().unwrap_or_default();
        let boxes = vec![Size { width: 100.0, height: 30.0, group: None }; count];
        let lines: Vec<Line> =
            pairs.iter().map(|(from, to)| Line { from: *from, to: *to, words: 0.0 }).collect();
        Net::build(&boxes, &lines, Direction::Right, &vec![0; count])
    }

    #[test]
    fn crossings_are_counted_as_one_by_one() {
        let net = net(&[(0, 5), (1, 4), (2, 3), (0, 3), (2, 5)]);
        let place = |node: usize| net.layers[net.nodes[node].layer].iter().position(|other| *other == node);
        let ends: Vec<_> =
            net.chains.iter().map(|chain| (place(chain.nodes[0]), place(chain.nodes[1]))).collect();
        let mut naive = 0;
        for (index, a) in ends.iter().enumerate() {
            naive += ends[index + 1..]
                .iter()
                .filter(|b| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1))
                .count();
        }
        assert_eq!(crossings(&net), naive);
        assert!(naive > 0);
    }

    #[test]
    fn what_can_be_drawn_without_crossings_is() {
        let mut ladder = net(&[(0, 5), (1, 4), (2, 3), (3, 6), (4, 7), (5, 8)]);
        reduce_crossings(&mut ladder);
        assert_eq!(crossings(&ladder), 0);
    }
}
