//! Lanes: bands along the arrows, one per group, or one per part that hangs together. They are stacked across the
//! arrows; two that have no layer in common may lie beside one another.

use super::{Line, Net, PADDING, Size, TITLE, place, rank};

/// Space between two lanes.
const GAP: f32 = 18.0;

/// The lane of each box: its group; for boxes without one the lane after the groups. Without any groups, each part
/// that hangs together has its own.
pub(super) fn assign(boxes: &[Size], lines: &[Line], groups: usize) -> Vec<usize> {
    if groups > 0 {
        return boxes.iter().map(|size| size.group.unwrap_or(groups)).collect();
    }
    let steps: Vec<rank::Step> = lines
        .iter()
        .filter(|line| line.from < boxes.len() && line.to < boxes.len())
        .map(|line| rank::Step { from: line.from, to: line.to, least: 1 })
        .collect();
    let mut lanes = vec![0; boxes.len()];
    for (lane, part) in rank::parts(boxes.len(), &steps).into_iter().enumerate() {
        part.into_iter().for_each(|node| lanes[node] = lane);
    }
    lanes
}

/// The position of each lane: those with many arrows between them are close.
pub(super) fn order(net: &Net, groups: usize) -> Vec<usize> {
    let count = net.nodes.iter().map(|node| node.lane + 1).max().unwrap_or_default();
    let mut order: Vec<usize> = (0..count).collect();
    if groups == 0 || count < 3 {
        return order;
    }
    let ends = net.chains.iter().filter_map(|chain| Some((*chain.nodes.first()?, *chain.nodes.last()?)));
    let pairs: Vec<(usize, usize)> = ends
        .map(|(from, to)| (net.nodes[from].lane, net.nodes[to].lane))
        .filter(|(from, to)| from != to)
        .collect();
    let length =
        |order: &[usize]| -> usize { pairs.iter().map(|(from, to)| order[*from].abs_diff(order[*to])).sum() };
    for _ in 0..count {
        let next = by_neighbours(&order, &pairs);
        if length(&next) >= length(&order) {
            break;
        }
        order = next;
    }
    exchange(&mut order, &length);
    order
}

/// Every lane goes to the middle of those that it has arrows with.
fn by_neighbours(order: &[usize], pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut sums = vec![(0usize, 0usize); order.len()];
    for (from, to) in pairs {
        for (lane, other) in [(from, to), (to, from)] {
            sums[*lane].0 += order[*other];
            sums[*lane].1 += 1;
        }
    }
    let wish = |lane: &usize| match sums[*lane] {
        (_, 0) => order[*lane] as f32,
        (sum, count) => sum as f32 / count as f32,
    };
    let mut lanes: Vec<usize> = (0..order.len()).collect();
    lanes.sort_by(|a, b| wish(a).total_cmp(&wish(b)).then(order[*a].cmp(&order[*b])));
    let mut next = vec![0; order.len()];
    lanes.into_iter().enumerate().for_each(|(position, lane)| next[lane] = position);
    next
}

/// Exchanges neighbouring lanes as long as that shortens arrows.
fn exchange(order: &mut [usize], length: &dyn Fn(&[usize]) -> usize) {
    let mut least = length(order);
    for _ in 0..4 {
        let before = least;
        for position in 1..order.len() {
            let at = |wanted: usize, order: &[usize]| order.iter().position(|other| *other == wanted);
            let (Some(a), Some(b)) = (at(position - 1, order), at(position, order)) else { continue };
            order.swap(a, b);
            let now = length(order);
            if now < least { least = now } else { order.swap(a, b) }
        }
        if least == before {
            return;
        }
    }
}

/// Which positions have a frame with a title.
pub(super) fn titled(order: &[usize], groups: usize, lane_of: &[usize]) -> Vec<bool> {
    let mut titled = vec![false; order.len()];
    for lane in lane_of.iter().filter(|lane| **lane < groups) {
        titled[order[*lane]] = true;
    }
    titled
}

/// Where the middle of each node is across the arrows.
pub(super) fn stack(net: &Net, titled: &[bool], upright: bool) -> Vec<f32> {
    let mut across = vec![0.0; net.nodes.len()];
    let mut skyline = vec![0.0f32; net.layers.len()];
    for (position, is_titled) in titled.iter().enumerate() {
        let layers: Vec<Vec<usize>> = net
            .layers
            .iter()
            .map(|layer| layer.iter().copied().filter(|node| net.nodes[*node].lane == position).collect())
            .collect();
        let Some(first) = layers.iter().position(|layer| !layer.is_empty()) else { continue };
        let last = layers.iter().rposition(|layer| !layer.is_empty()).unwrap_or(first);
        place::place(net, &layers, &mut across);
        let nodes = || layers.iter().flatten();
        let least =
            nodes().map(|node| across[*node] - net.nodes[*node].across / 2.0).fold(f32::MAX, f32::min);
        let most = nodes().map(|node| across[*node] + net.nodes[*node].across / 2.0).fold(f32::MIN, f32::max);
        // The title of a frame stands above its boxes: that is across arrows that run sideways.
        let title = if upright { 0.0 } else { TITLE };
        let (above, below) = if *is_titled { (PADDING + title, PADDING) } else { (0.0, 0.0) };
        let span = &mut skyline[first..=last];
        let start = span.iter().copied().fold(0.0, f32::max);
        let shift = start + above - least;
        for node in layers.iter().flatten() {
            across[*node] += shift;
        }
        span.fill(most + shift + below + GAP);
    }
    across
}
