//! Pictures in layers: arrows point one way, as few as possible cross, long ones run straight.
//!
//! The steps are those of Sugiyama: some arrows are turned round so that there are no cycles, every box gets a layer
//! (network simplex, so that arrows are short), long arrows get a place in the layers that they pass, the order within
//! layers is improved until fewer crossings cannot be had, and boxes are placed so that arrows run straight (Brandes
//! and Köpf). Boxes of one group lie in a lane of their own, so that frames around groups never overlap; parts of the
//! graph that hang together with nothing else have lanes, too.
//!
//! Arrows bend only between layers, where no box is; so no arrow crosses a box.
//!
//! Inside, `along` is the axis that arrows follow, and `across` the other one; only `route` knows the directions.

mod lanes;
mod place;
mod rank;
mod route;
mod sweep;

use crate::neighbourhood::Place;

/// Where arrows point to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Down.
    Down,
    /// Up.
    Up,
    /// From left to right.
    #[default]
    Right,
    /// From right to left.
    Left,
}

impl Direction {
    fn is_upright(self) -> bool {
        matches!(self, Self::Down | Self::Up)
    }
}

/// How arrows bend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Bend {
    /// In curves.
    #[default]
    Curved,
    /// In straight pieces.
    Straight,
}

/// A box to place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// Group, counted from 0.
    pub group: Option<usize>,
}

/// An arrow to place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Line {
    /// Position of the box where it starts.
    pub from: usize,
    /// Position of the box where it ends.
    pub to: usize,
    /// Width of the words beside it; 0 if there are none.
    pub words: f32,
}

/// Where everything goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Width of the picture.
    pub width: f32,
    /// Height of the picture.
    pub height: f32,
    /// Boxes, in the order of the question.
    pub boxes: Vec<Place>,
    /// Arrows, in the order of the question; empty for an arrow whose ends are not there.
    pub lines: Vec<Route>,
    /// Frames of groups; without extent for a group without boxes.
    pub frames: Vec<Place>,
}

/// Where an arrow runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// SVG path in the arrow's direction; its head needs [`HEAD`] more.
    pub path: String,
    /// Middle of its words.
    pub words: (f32, f32),
}

/// Length of an arrow's head, which the path leaves free.
pub const HEAD: f32 = 6.0;
/// Space around the picture.
const MARGIN: f32 = 26.0;
/// Height of words beside an arrow.
const WORDS: f32 = 15.0;
/// Space around a group's boxes, inside of its frame.
const PADDING: f32 = 12.0;
/// Height of a frame's title.
const TITLE: f32 = 20.0;

/// A box, a bend of a long arrow, or the words of an arrow.
#[derive(Clone, Copy, Debug)]
struct Node {
    along: f32,
    across: f32,
    layer: usize,
    lane: usize,
    is_bend: bool,
}

/// An arrow through the layers.
#[derive(Clone, Debug, Default)]
struct Chain {
    /// Nodes, one per layer, from the lowest layer to the highest; empty for a loop.
    nodes: Vec<usize>,
    /// Whether the arrow points to the lower layer.
    is_turned: bool,
    /// Where its words stand.
    words: Option<usize>,
}

/// The graph on its way to a picture.
struct Net {
    nodes: Vec<Node>,
    chains: Vec<Chain>,
    /// Nodes by layer, in order.
    layers: Vec<Vec<usize>>,
    /// Neighbours in the layer before, of each node.
    before: Vec<Vec<usize>>,
    /// Neighbours in the layer after, of each node.
    after: Vec<Vec<usize>>,
}

/// Draws boxes and arrows. Arrows whose ends are not there get an empty path.
pub fn draw(boxes: &[Size], lines: &[Line], direction: Direction, bend: Bend) -> Drawing {
    if boxes.is_empty() {
        return Drawing { lines: vec![Route::default(); lines.len()], ..Drawing::default() };
    }
    let groups = boxes.iter().filter_map(|size| size.group).max().map_or(0, |last| last + 1);
    let lane_of = lanes::assign(boxes, lines, groups);
    let mut net = Net::build(boxes, lines, direction, &lane_of);
    let order = lanes::order(&net, groups);
    for node in &mut net.nodes {
        node.lane = order[node.lane];
    }
    sweep::reduce_crossings(&mut net);
    let titled: Vec<bool> = lanes::titled(&order, groups, &lane_of);
    let across = lanes::stack(&net, &titled, direction.is_upright());
    let canvas = route::Canvas::new(&net, &across, (direction, bend), groups > 0);
    canvas.drawing(boxes.len(), lines, &lane_of, groups)
}

impl Net {
    fn build(boxes: &[Size], lines: &[Line], direction: Direction, lane_of: &[usize]) -> Self {
        let upright = direction.is_upright();
        let is_there = |line: &Line| line.from < boxes.len() && line.to < boxes.len();
        // Words stand in a layer of their own between the boxes.
        let steps: Vec<rank::Step> = lines
            .iter()
            .filter(|line| is_there(line) && line.from != line.to)
            .map(|line| rank::Step {
                from: line.from,
                to: line.to,
                least: if line.words > 0.0 { 2 } else { 1 },
            })
            .collect();
        let ranks = rank::layers(boxes.len(), &steps);
        let mut nodes: Vec<Node> = boxes
            .iter()
            .zip(lane_of)
            .zip(&ranks)
            .map(|((size, lane), layer)| {
                let (along, across) =
                    if upright { (size.height, size.width) } else { (size.width, size.height) };
                Node { along, across, layer: *layer, lane: *lane, is_bend: false }
            })
            .collect();
        let mut chains = Vec::with_capacity(lines.len());
        for line in lines {
            chains.push(if is_there(line) { thread(&mut nodes, line, upright) } else { Chain::default() });
        }
        let count = nodes.iter().map(|node| node.layer + 1).max().unwrap_or_default();
        let mut layers = vec![Vec::new(); count];
        for (index, node) in nodes.iter().enumerate() {
            layers[node.layer].push(index);
        }
        let (mut before, mut after) = (vec![Vec::new(); nodes.len()], vec![Vec::new(); nodes.len()]);
        for pair in chains.iter().flat_map(|chain: &Chain| chain.nodes.windows(2)) {
            after[pair[0]].push(pair[1]);
            before[pair[1]].push(pair[0]);
        }
        Self { nodes, chains, layers, before, after }
    }
}

/// Gives an arrow a node in every layer that it passes.
fn thread(nodes: &mut Vec<Node>, line: &Line, upright: bool) -> Chain {
    let (from, to) = (nodes[line.from].layer, nodes[line.to].layer);
    if line.from == line.to {
        return Chain { nodes: Vec::new(), is_turned: false, words: None };
    }
    let is_turned = from > to;
    let (low, high) = if is_turned { (line.to, line.from) } else { (line.from, line.to) };
    let (first, last) = (nodes[low].layer, nodes[high].layer);
    let mut chain = vec![low];
    let mut words = None;
    let middle = (first + last) / 2;
    for layer in first + 1..last {
        let (mut along, mut across) = (0.0, 0.0);
        if layer == middle && line.words > 0.0 {
            (along, across) = if upright { (WORDS, line.words) } else { (line.words, WORDS) };
            words = Some(nodes.len());
        }
        chain.push(nodes.len());
        // A long arrow leaves its own lane at once, and runs in that of its end.
        nodes.push(Node { along, across, layer, lane: nodes[high].lane, is_bend: true });
    }
    chain.push(high);
    Chain { nodes: chain, is_turned, words }
}
