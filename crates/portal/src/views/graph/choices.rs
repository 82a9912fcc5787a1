//! What can be chosen about a graph, with the words that an address has for it.

use serde::{Deserialize, Serialize};

/// Defines a choice with the words that an address has for it; the first is what is usual, the last ones are older
/// words for the same.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal $(| $other:literal)*, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { #[default] $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every choice.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word in the address.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What to call it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            pub(super) fn of(word: &str) -> Option<Self> {
                match word { $($word $(| $other)* => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

// The macro marks the first variant as the default one.
choice! {
    /// Where arrows point to.
    Direction {
        /// From left to right.
        Right = "LR", "Left to right";
        /// Down.
        Down = "TB", "Top to bottom";
        /// From right to left.
        Left = "RL", "Right to left";
        /// Up.
        Up = "BT", "Bottom to top";
    }
}

choice! {
    /// How arrows bend.
    Bend {
        /// In curves.
        Curved = "curveMonotoneX" | "curved", "Curved";
        /// In straight pieces.
        Straight = "curveStepBefore" | "straight", "Straight";
    }
}

choice! {
    /// What frames are drawn around.
    GroupBy {
        /// Nothing.
        None = "none", "Nothing";
        /// Systems.
        System = "system", "System";
        /// Owners.
        Owner = "owner", "Owner";
    }
}

choice! {
    /// Which way relations are followed.
    Toward {
        /// Both ways.
        Both = "both", "Both ways";
        /// To what is needed.
        Needed = "needed", "What it needs";
        /// To what needs it.
        Needing = "needing", "What needs it";
    }
}
