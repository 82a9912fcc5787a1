//! What a rendering changed. Values themselves never change: a list that a template adds to keeps its identity, and
//! its new items are kept here, so that the next rendering sees the list as the host gave it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::regex::Regex;
use crate::value::{List, Value};

#[derive(Debug, Default)]
pub(crate) struct Heap {
    lists: HashMap<usize, Changed>,
    regexes: HashMap<usize, (Arc<Regex>, usize)>,
    /// Whether a surrogate pair was cut in halves.
    torn: bool,
}

#[derive(Debug)]
struct Changed {
    /// Kept, so that no other list gets its address.
    _identity: Arc<List>,
    items: Arc<Vec<Value>>,
}

impl Heap {
    /// The items of a list as they are now.
    pub(crate) fn items<'l>(&'l self, list: &'l Arc<List>) -> &'l [Value] {
        if self.lists.is_empty() {
            return list.items();
        }
        self.lists.get(&address(list)).map_or_else(|| list.items(), |changed| &changed.items)
    }

    /// The same, to keep while other things happen.
    pub(crate) fn kept(&self, list: &Arc<List>) -> Items {
        match self.lists.get(&address(list)) {
            Some(changed) => Items::Changed(Arc::clone(&changed.items)),
            None => Items::Given(Arc::clone(list)),
        }
    }

    /// The items of a list, to be changed.
    pub(crate) fn change(&mut self, list: &Arc<List>) -> &mut Vec<Value> {
        let changed = self.lists.entry(address(list)).or_insert_with(|| Changed {
            _identity: Arc::clone(list),
            items: Arc::new(list.items().to_vec()),
        });
        Arc::make_mut(&mut changed.items)
    }

    pub(crate) fn last_index(&self, regex: &Arc<Regex>) -> usize {
        self.regexes.get(&(Arc::as_ptr(regex) as usize)).map_or(0, |(_, at)| *at)
    }

    pub(crate) fn set_last_index(&mut self, regex: &Arc<Regex>, at: usize) {
        self.regexes.insert(Arc::as_ptr(regex) as usize, (Arc::clone(regex), at));
    }

    pub(crate) fn is_torn(&self) -> bool {
        self.torn
    }

    pub(crate) fn tear(&mut self) {
        self.torn = true;
    }
}

fn address(list: &Arc<List>) -> usize {
    Arc::as_ptr(list) as usize
}

/// The items of a list at one moment.
pub(crate) enum Items {
    Given(Arc<List>),
    Changed(Arc<Vec<Value>>),
}

impl std::ops::Deref for Items {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        match self {
            Self::Given(list) => list.items(),
            Self::Changed(items) => items,
        }
    }
}
