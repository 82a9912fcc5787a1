//! What a form does, told by small worlds.

mod checking;
mod conditions;
mod fields;
mod lists;
mod markup;
mod pickers;
mod properties;
mod templates;
mod walking;
mod world;
