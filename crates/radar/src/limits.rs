//! Everything here that can grow, and how far.
