//! Who depends on whom, as numbers.

/// A relation that impact follows, as its holder states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The holder depends on the target.
    DependsOn,
    /// The holder consumes the target, an API.
    ConsumesApi,
    /// The holder, an API, is provided by the target.
    ApiProvidedBy,
    /// The holder is part of the target.
    PartOf,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::DependsOn, Self::ConsumesApi, Self::ApiProvidedBy, Self::PartOf];

    /// How relations call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::DependsOn => "dependsOn",
            Self::ConsumesApi => "consumesApi",
            Self::ApiProvidedBy => "apiProvidedBy",
            Self::PartOf => "partOf",
        }
    }
}

/// What kinds mean to impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A component, which is affected by what happens to its sub-components.
    Component,
    /// A system or a domain, which is nothing but its parts.
    Whole,
    /// Anything else.
    Other,
}

impl Sort {
    /// The sort of a kind, in lower case.
    pub fn of_kind(kind: &str) -> Self {
        match kind {
            "component" => Self::Component,
            "system" | "domain" => Self::Whole,
            _ => Self::Other,
        }
    }
}

/// All entities, numbered in the order of their references, and the relations between them.
#[derive(Clone, Debug, Default)]
pub struct Network {
    sorts: Vec<Sort>,
    /// Who depends on an entity.
    pub(super) users: Lists,
    /// Who consumes an API.
    pub(super) consumers: Lists,
    /// The APIs that an entity provides.
    pub(super) apis: Lists,
    /// The parts of an entity.
    pub(super) parts: Lists,
    /// The components that an entity is part of.
    pub(super) wholes: Lists,
}

impl Network {
    /// A network of entities of these sorts. `links` yields the relations of one type as (holder, target), in any
    /// order; numbers beyond the last entity are passed over.
    pub fn new(sorts: Vec<Sort>, mut links: impl FnMut(Relation) -> Vec<(u32, u32)>) -> Self {
        let number = sorts.len();
        let mut from_target = |relation| {
            let pairs: Vec<(u32, u32)> =
                links(relation).into_iter().map(|(holder, target)| (target, holder)).collect();
            (Lists::of(number, &pairs), pairs)
        };
        let (users, _) = from_target(Relation::DependsOn);
        let (consumers, _) = from_target(Relation::ConsumesApi);
        let (apis, _) = from_target(Relation::ApiProvidedBy);
        let (parts, pairs) = from_target(Relation::PartOf);
        let is_component = |node: u32| sorts.get(node as usize) == Some(&Sort::Component);
        let wholes: Vec<(u32, u32)> = pairs
            .into_iter()
            .filter(|(whole, _)| is_component(*whole))
            .map(|(whole, part)| (part, whole))
            .collect();
        let wholes = Lists::of(number, &wholes);
        Self { sorts, users, consumers, apis, parts, wholes }
    }

    /// Number of entities.
    pub fn len(&self) -> usize {
        self.sorts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sorts.is_empty()
    }

    /// How many depend on an entity or consume it, directly.
    pub fn uses(&self, node: u32) -> usize {
        self.users.of_node(node).len() + self.consumers.of_node(node).len()
    }

    pub(super) fn sort(&self, node: u32) -> Sort {
        self.sorts.get(node as usize).copied().unwrap_or(Sort::Other)
    }
}

/// A list for each entity, all in one piece of memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    /// Where the list of each entity begins; one more than there are entities.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// The second numbers of pairs by their first ones, sorted, without repetitions.
    fn of(number: usize, pairs: &[(u32, u32)]) -> Self {
        let fits = |(key, item): &&(u32, u32)| (*key as usize) < number && (*item as usize) < number;
        let mut sorted: Vec<(u32, u32)> = pairs.iter().filter(fits).copied().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut starts = Vec::with_capacity(number + 1);
        let mut rest = sorted.iter().enumerate().peekable();
        for node in 0..=number {
            while rest.next_if(|(_, (key, _))| (*key as usize) < node).is_some() {}
            let start = rest.peek().map_or(sorted.len(), |(at, _)| *at);
            // A network with more relations than that does not fit into memory.
            starts.push(u32::try_from(start).unwrap_or(u32::MAX));
        }
        Self { starts, items: sorted.into_iter().map(|(_, item)| item).collect() }
    }

    /// The list of an entity, in the order of names.
    pub(super) fn of_node(&self, node: u32) -> &[u32] {
        let at = node as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => self.items.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}
