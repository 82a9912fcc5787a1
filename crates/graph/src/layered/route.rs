//! From layers to coordinates: where layers begin, where arrows leave and reach boxes, and how they bend between.

use super::{Bend, Direction, Drawing, HEAD, Line, MARGIN, Net, PADDING, Route, TITLE};
use crate::neighbourhood::Place;

/// Space between layers: at least this, and more where arrows go far across.
const GAP: f32 = 46.0;
/// Space between layers of words and layers of boxes.
const WORDED_GAP: f32 = 30.0;
/// Most that is added for arrows that go far.
const GAP_MORE: f32 = 90.0;
/// Distance of two arrows at a box.
const PORT: f32 = 7.0;
/// Room at the corners of a box where no arrow begins.
const CORNER: f32 = 7.0;
/// How far a loop goes out.
const LOOP: f32 = 20.0;

/// Where everything is, before it is turned into the picture's direction.
pub(super) struct Canvas<'a> {
    net: &'a Net,
    across: &'a [f32],
    direction: Direction,
    bend: Bend,
    /// Where each layer begins, and how deep it is.
    layers: Vec<(f32, f32)>,
    along: f32,
    width: f32,
    /// Where each chain leaves its first node and reaches its last.
    ports: Vec<(f32, f32)>,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(
        net: &'a Net,
        across: &'a [f32],
        (direction, bend): (Direction, Bend),
        is_framed: bool,
    ) -> Self {
        let is_worded = net.chains.iter().any(|chain| chain.words.is_some());
        let frames =
            if is_framed { 2.0 * PADDING + if direction.is_upright() { TITLE } else { 0.0 } } else { 0.0 };
        let least = if is_worded { WORDED_GAP } else { GAP }.max(frames + 6.0);
        let mut layers: Vec<(f32, f32)> = Vec::with_capacity(net.layers.len());
        let mut begin = if is_framed { frames } else { 0.0 };
        for layer in &net.layers {
            let depth = layer.iter().map(|node| net.nodes[*node].along).fold(0.0, f32::max);
            layers.push((begin, depth));
            let far = layer
                .iter()
                .flat_map(|node| net.after[*node].iter().map(|end| (across[*node] - across[*end]).abs()))
                .fold(0.0, f32::max);
            begin += depth + least + (far / 8.0).min(GAP_MORE);
        }
        let end = layers.last().map_or(0.0, |(begin, depth)| begin + depth);
        let width =
            net.nodes.iter().zip(across).map(|(node, across)| across + node.across / 2.0).fold(0.0, f32::max);
        let padding = if is_framed { PADDING } else { 0.0 };
        let mut canvas = Self {
            net,
            across,
            direction,
            bend,
            layers,
            along: end + padding,
            width: width + padding,
            ports: vec![(0.0, 0.0); net.chains.len()],
        };
        canvas.spread_ports();
        canvas
    }

    /// Arrows leave and reach a box side by side, in the order in which they come.
    fn spread_ports(&mut self) {
        let mut leaving: Vec<Vec<(f32, usize)>> = vec![Vec::new(); self.net.nodes.len()];
        let mut reaching = leaving.clone();
        for (index, chain) in self.net.chains.iter().enumerate() {
            if let [first, second, ..] = chain.nodes[..] {
                leaving[first].push((self.across[second], index));
                let (last, before) = (chain.nodes[chain.nodes.len() - 1], chain.nodes[chain.nodes.len() - 2]);
                reaching[last].push((self.across[before], index));
            }
        }
        for node in 0..self.net.nodes.len() {
            for (index, port) in self.spread(node, &mut leaving[node]) {
                self.ports[index].0 = port;
            }
            for (index, port) in self.spread(node, &mut reaching[node]) {
                self.ports[index].1 = port;
            }
        }
    }

    fn spread(&self, node: usize, arrows: &mut [(f32, usize)]) -> Vec<(usize, f32)> {
        arrows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let count = arrows.len() as f32;
        let room = (self.net.nodes[node].across - 2.0 * CORNER).max(0.0);
        let step = if count > 1.0 { (room / (count - 1.0)).min(PORT) } else { 0.0 };
        let first = self.across[node] - step * (count - 1.0) / 2.0;
        arrows.iter().enumerate().map(|(place, (_, index))| (*index, first + step * place as f32)).collect()
    }

    /// The drawing of the first `count` nodes, which are the boxes, and of all arrows.
    pub(super) fn drawing(&self, count: usize, lines: &[Line], group_of: &[usize], groups: usize) -> Drawing {
        let boxes: Vec<Place> = (0..count).map(|node| self.rectangle(self.extent(node))).collect();
        let routes = lines.iter().enumerate().map(|(index, line)| {
            let is_there = line.from < count && line.to < count;
            if !is_there {
                return Route::default();
            }
            if line.from == line.to { self.round(line.from) } else { self.route(index) }
        });
        let (width, height) = self.size();
        Drawing {
            width,
            height,
            lines: routes.collect(),
            frames: self.frames(count, group_of, groups),
            boxes,
        }
    }

    fn size(&self) -> (f32, f32) {
        let (along, across) = (self.along + 2.0 * MARGIN, self.width + 2.0 * MARGIN);
        if self.direction.is_upright() { (across, along) } else { (along, across) }
    }

    /// Begin and end of a node along the arrows, and across.
    fn extent(&self, node: usize) -> [f32; 4] {
        let own = &self.net.nodes[node];
        let (begin, _) = self.layers[own.layer];
        let half = own.across / 2.0;
        [begin, begin + own.along, self.across[node] - half, self.across[node] + half]
    }

    fn point(&self, along: f32, across: f32) -> (f32, f32) {
        let (along, across) = (along + MARGIN, across + MARGIN);
        let end = self.along + 2.0 * MARGIN;
        match self.direction {
            Direction::Right => (along, across),
            Direction::Left => (end - along, across),
            Direction::Down => (across, along),
            Direction::Up => (across, end - along),
        }
    }

    fn rectangle(&self, [begin, end, least, most]: [f32; 4]) -> Place {
        let (a, b) = (self.point(begin, least), self.point(end, most));
        Place { x: a.0.min(b.0), y: a.1.min(b.1), width: (a.0 - b.0).abs(), height: (a.1 - b.1).abs() }
    }

    fn frames(&self, count: usize, group_of: &[usize], groups: usize) -> Vec<Place> {
        let mut extents = vec![[f32::MAX, f32::MIN, f32::MAX, f32::MIN]; groups];
        for node in (0..count).filter(|node| group_of[*node] < groups) {
            let [begin, _, least, most] = self.extent(node);
            let (_, depth) = self.layers[self.net.nodes[node].layer];
            let group = &mut extents[group_of[node]];
            *group =
                [group[0].min(begin), group[1].max(begin + depth), group[2].min(least), group[3].max(most)];
        }
        let frame = |[begin, end, least, most]: [f32; 4]| {
            if begin > end {
                return Place::default();
            }
            let (mut low, mut high, mut above) = (PADDING, PADDING, PADDING);
            // The title is on top, wherever arrows point to.
            match self.direction {
                Direction::Down => low += TITLE,
                Direction::Up => high += TITLE,
                Direction::Right | Direction::Left => above += TITLE,
            }
            self.rectangle([begin - low, end + high, least - above, most + PADDING])
        };
        extents.into_iter().map(frame).collect()
    }

    /// An arrow from layer to layer: straight beside boxes, bent only between layers.
    fn route(&self, index: usize) -> Route {
        let chain = &self.net.chains[index];
        let [first, .., last] = chain.nodes[..] else { return Route::default() };
        let mut stops: Vec<(f32, f32)> = vec![(self.extent(first)[1], self.ports[index].0)];
        for node in &chain.nodes {
            let (begin, depth) = self.layers[self.net.nodes[*node].layer];
            let at = match *node {
                node if node == first => self.ports[index].0,
                node if node == last => self.ports[index].1,
                node => self.across[node],
            };
            if *node != first {
                stops.push((begin, at));
            }
            if *node != last {
                stops.push((begin + depth, at));
            }
        }
        // The head takes its room from the end that the arrow points to.
        if chain.is_turned {
            stops[0].0 += HEAD;
            stops[1].0 = stops[1].0.max(stops[0].0);
            stops.reverse();
        } else if let Some(end) = stops.last_mut() {
            end.0 -= HEAD;
        }
        let words = chain.words.map_or_else(
            || middle(&stops),
            |node| {
                let (begin, _) = self.layers[self.net.nodes[node].layer];
                (begin + self.layers[self.net.nodes[node].layer].1 / 2.0, self.across[node])
            },
        );
        Route { path: self.path(&stops), words: self.point(words.0, words.1) }
    }

    fn path(&self, stops: &[(f32, f32)]) -> String {
        let mut path = String::new();
        let point = |(along, across): (f32, f32)| {
            let (x, y) = self.point(along, across);
            format!("{x:.1} {y:.1}")
        };
        for (place, stop) in stops.iter().enumerate() {
            let Some(before) = place.checked_sub(1).map(|place| stops[place]) else {
                path += &format!("M{}", point(*stop));
                continue;
            };
            if before == *stop {
                continue;
            }
            if before.1 == stop.1 || self.bend == Bend::Straight {
                path += &format!("L{}", point(*stop));
            } else {
                let middle = (before.0 + stop.0) / 2.0;
                path +=
                    &format!("C{} {} {}", point((middle, before.1)), point((middle, stop.1)), point(*stop));
            }
        }
        path
    }

    /// An arrow from a box to itself.
    fn round(&self, node: usize) -> Route {
        let [_, end, ..] = self.extent(node);
        let across = self.across[node];
        let reach = (self.net.nodes[node].across / 2.0 - 3.0).min(9.0);
        let point = |along: f32, across: f32| {
            let (x, y) = self.point(along, across);
            format!("{x:.1} {y:.1}")
        };
        let path = format!(
            "M{}C{} {} {}",
            point(end, across - reach),
            point(end + LOOP, across - reach - 4.0),
            point(end + LOOP, across + reach + 4.0),
            point(end + HEAD, across + reach),
        );
        Route { path, words: self.point(end + LOOP, across) }
    }
}

fn middle(stops: &[(f32, f32)]) -> (f32, f32) {
    match stops.len() {
        0 => (0.0, 0.0),
        count => {
            let (a, b) = (stops[(count - 1) / 2], stops[count / 2]);
            ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
        }
    }
}
