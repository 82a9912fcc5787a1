//! Sources that make entities of what other systems know.
