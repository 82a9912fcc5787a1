//! What the programs that make server-made pages live share: the document, the network, events, and the parts that come
//! and go with their elements. Knows no framework, so that such a program is small.

pub mod dom;
pub mod http;
pub mod listen;
pub mod parts;
pub mod timer;
