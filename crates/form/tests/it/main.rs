//! What a form does, told by small worlds.
mod checking;
