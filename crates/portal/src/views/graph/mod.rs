//! The graph of relations: the question, which is the query string of its page, and the picture.

mod choices;
mod question;

pub use choices::{Bend, Direction, GroupBy, Toward};
pub use question::{DEPTH, GraphQuestion, LISTED, PARAMETERS, RELATIONS};

use super::{Named, catalog::EntityRow};
use portico_graph::Place;
use serde::{Deserialize, Serialize};

/// A graph of relations, drawn, or what to begin with if the question names no entity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphView {
    /// The question as it was understood.
    pub question: GraphQuestion,
    /// What of the question made no sense, and what was taken in its place.
    pub notes: Vec<String>,
    /// Where the graph starts.
    pub roots: Vec<Named>,
    /// Width of the picture.
    pub width: f32,
    /// Height of the picture.
    pub height: f32,
    /// Boxes.
    pub nodes: Vec<GraphNode>,
    /// Arrows.
    pub arrows: Vec<GraphArrow>,
    /// Frames around systems or owners.
    pub frames: Vec<GraphFrame>,
    /// Number of entities that the walk found, in boxes of their own or not.
    pub found: usize,
    /// Whether there is more than a walk may find.
    pub is_cut: bool,
    /// How it was summarised, if it was too large to be read.
    pub summary: Option<GroupBy>,
    /// Kinds to choose from: the word and how it is spelled.
    pub kinds: Vec<(String, String)>,
    /// Where one can begin, if no entity is named.
    pub starts: Vec<StartList>,
    /// Whether sources are still being read.
    pub loading: bool,
}

/// Entities to begin with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StartList {
    /// Heading.
    pub title: String,
    /// Entities.
    pub rows: Vec<EntityRow>,
    /// Number of all, which may be more.
    pub total: usize,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeSort {
    /// The entity that the graph starts from.
    Root,
    /// An entity.
    #[default]
    Entity,
    /// A reference to nothing.
    Missing,
    /// Many entities of one system or owner.
    Group,
    /// Everything for which there was no room.
    Rest,
}

/// A box.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphNode {
    /// What it stands for.
    pub sort: NodeSort,
    /// Full lower-case reference; of a group, the word by which it is opened.
    pub entity_ref: String,
    /// What to call it.
    pub label: String,
    /// Label, cut to fit.
    pub text: String,
    /// Second line: type, or number of entities.
    pub note: String,
    /// Kind, as it is spelled.
    pub kind: String,
    /// Where it is.
    pub place: Place,
    /// Whether it is on its way out.
    pub is_deprecated: bool,
    /// Number of neighbours that are not shown.
    pub further: usize,
    /// Type, if it has one.
    pub kind_type: Option<String>,
    /// Lifecycle, if it has one.
    pub lifecycle: Option<String>,
    /// Owner, if it has one.
    pub owner: Option<Named>,
    /// Description, cut.
    pub description: Option<String>,
}

/// An arrow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphArrow {
    /// Position of the box where it starts.
    pub from: usize,
    /// Position of the box where it ends.
    pub to: usize,
    /// Word of the pair of relations: an entry of [`RELATIONS`].
    pub pair: String,
    /// What it says.
    pub words: String,
    /// How many relations it stands for.
    pub count: usize,
    /// SVG path, in its direction; empty for what a frame says already.
    pub path: String,
    /// Middle of the words, if they are drawn.
    pub words_at: Option<(f32, f32)>,
    /// Whether one of its ends does not exist.
    pub is_dangling: bool,
}

/// A frame around what belongs together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphFrame {
    /// The system or owner.
    pub named: Named,
    /// Its label, cut to fit.
    pub text: String,
    /// Where it is.
    pub place: Place,
}
