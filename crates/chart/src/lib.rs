//! Charts as pictures: scales, ticks, stacks and paths, made SVG by pure functions.
//!
//! A chart knows figures, days and labels, not what they mean. Its picture has classes and no colours: those come from
//! the page's style sheet. Every picture carries its words, made of the same figures.
//!
//! **Invariant:** the same figures give the same picture, byte for byte.

pub mod burn;
pub mod date;
pub mod figure;
pub mod frame;
pub mod limits;
pub mod line;
mod plot;
pub mod rows;
mod scale;
pub mod spark;
mod stack;
pub mod stacked;
mod svg;
pub mod ticks;
mod words;

pub use figure::Unit;
pub use frame::{Flag, Frame, Picture, Plot, Series, Tone};
pub use line::{Band, Line, Lines};
pub use stacked::{Shape, Stacked};
