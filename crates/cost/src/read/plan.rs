//! A mapping and a file's header brought together: which cell means what.

use super::{
    gather::CURRENCY,
    mapping::{AmountAlternative, AmountRule, Keep, Table, TextRule, When},
};
use crate::limits::cut;
use std::collections::{HashMap, HashSet};

/// Where a text comes from.
#[derive(Default)]
pub(super) struct Source {
    pub(super) columns: Vec<usize>,
    pub(super) constant: String,
    pub(super) values: Vec<(String, String)>,
}

/// One way to an amount.
pub(super) enum Way {
    Column(usize),
    Sum { when: Vec<Condition>, plus: Vec<usize>, minus: Vec<usize> },
}

/// A cell that must have one of some values.
pub(super) struct Condition {
    column: usize,
    values: Vec<String>,
}

/// Which cell means what.
pub(super) struct Plan {
    /// Fields of items in their order, and the currency.
    pub(super) texts: Vec<Source>,
    pub(super) day: Source,
    pub(super) end: Option<Source>,
    pub(super) end_is_included: bool,
    pub(super) month: Option<Source>,
    pub(super) billed: Vec<Way>,
    pub(super) effective: Vec<Way>,
    pub(super) tags: Vec<usize>,
    /// Columns that are one tag each, by its key, and further columns by their names.
    pub(super) further: Vec<(usize, String, bool)>,
    pub(super) skip: Vec<Vec<Condition>>,
}

/// Names of columns, to be found in any spelling.
#[derive(Default)]
pub(super) struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// Columns that hold objects and lists: only the mapping can say what they are.
    made_of_parts: HashSet<usize>,
    /// Names of columns that hold tags, whose parts are no columns.
    tags: HashSet<String>,
}

impl Header {
    /// Without columns, for files that one of these tables is for.
    pub(super) fn new<'t>(tables: impl IntoIterator<Item = &'t Table>) -> Self {
        let tags = tables.into_iter().flat_map(|table| table.tags.columns.iter().map(plain)).collect();
        Self { tags, ..Self::default() }
    }

    /// Whether a column of this name holds tags.
    pub(super) fn is_tags(&self, name: &str) -> bool {
        self.tags.contains(&plain(name))
    }

    /// A column turned out to hold objects or lists.
    pub(super) fn is_made_of_parts(&mut self, at: usize) {
        self.made_of_parts.insert(at);
    }

    /// Puts a column behind the others. Of two with the same name, the first is found.
    pub(super) fn push(&mut self, name: &str) -> usize {
        let at = self.names.len();
        self.places.entry(plain(name)).or_insert(at);
        // Names are stored as texts of items, and a bill may have them of any length.
        self.names.push(cut(name.trim()).to_owned());
        at
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.places.get(&plain(name)).copied()
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// Whether a table knows such a file.
    pub(super) fn is_of(&self, table: &Table) -> bool {
        table.recognise.iter().all(|name| self.find(name).is_some())
    }
}

/// Without case, spaces, `_`, `-` and `/`: exports of one cloud differ in these between their generations. Cut as names
/// are, so that a column is found by its cut name, too.
fn plain(name: &str) -> String {
    let signs = cut(name.trim()).chars().filter(|sign| !matches!(sign, ' ' | '_' | '-' | '/'));
    signs.flat_map(char::to_lowercase).collect()
}

impl Plan {
    /// What each cell means, as far as the columns are there.
    pub(super) fn new(table: &Table, header: &Header) -> Self {
        let columns = &table.columns;
        let source = |rule: &TextRule| source(rule, header);
        let optional = |rule: &Option<TextRule>| rule.as_ref().map(source);
        let mut texts: Vec<Source> =
            columns.fields().into_iter().map(|rule| rule.map(source).unwrap_or_default()).collect();
        texts.push(source(&columns.currency));
        let mut plan = Self {
            texts,
            day: source(&columns.day),
            end: optional(&columns.end).or_else(|| optional(&columns.last)),
            end_is_included: columns.last.is_some(),
            month: optional(&columns.month),
            billed: ways(&columns.billed, header),
            effective: columns.effective.as_ref().map(|rule| ways(rule, header)).unwrap_or_default(),
            tags: table.tags.columns.iter().filter_map(|name| header.find(name)).collect(),
            further: Vec::new(),
            skip: table.skip.iter().filter_map(|when| conditions(when, header)).collect(),
        };
        plan.further = plan.further(table, header);
        plan
    }

    /// What is needed and not there, in the words of the mapping.
    pub(super) fn missing(&self, table: &Table) -> Vec<String> {
        let mut missing = Vec::new();
        let mut need = |is_there: bool, what: &str, names: Vec<&str>| {
            if !is_there {
                missing.push(format!("{what} ({})", names.join(" or ")));
            }
        };
        let columns = &table.columns;
        need(!self.day.columns.is_empty(), "day", columns.day.columns().collect());
        need(!self.billed.is_empty(), "billed", columns.billed.columns().collect());
        let currency = self.texts.get(CURRENCY);
        let has_currency =
            currency.is_some_and(|source| !source.columns.is_empty() || !source.constant.is_empty());
        need(has_currency, "currency", columns.currency.columns().collect());
        missing
    }

    fn further(&self, table: &Table, header: &Header) -> Vec<(usize, String, bool)> {
        let asked = match &table.keep {
            Keep::All(_) => HashSet::new(),
            Keep::These(names) => names.iter().filter_map(|name| header.find(name)).collect(),
        };
        let mut taken: HashSet<usize> = self.tags.iter().copied().collect();
        let dates = [Some(&self.day), self.end.as_ref(), self.month.as_ref()];
        taken.extend(dates.into_iter().flatten().flat_map(|source| &source.columns));
        // What only stands in for another column is still worth keeping if that one is there.
        let texts = self.texts.iter().filter_map(|source| source.columns.first());
        taken.extend(texts.filter(|at| !asked.contains(*at)));
        for rule in [Some(&table.columns.billed), table.columns.effective.as_ref()].into_iter().flatten() {
            taken.extend(rule.columns().filter_map(|name| header.find(name)));
        }
        let dropped = |name: &str| table.drop.iter().any(|pattern| is_like(&plain(pattern), &plain(name)));
        let kept = |at: usize| table.keep == Keep::All(true) || asked.contains(&at);
        let mut further = Vec::new();
        for (at, name) in header.names().iter().enumerate() {
            if taken.contains(&at) || header.made_of_parts.contains(&at) || name.is_empty() || dropped(name) {
                continue;
            }
            if let Some(key) = tag_of(name, table) {
                further.push((at, key, true));
            } else if kept(at) && header.find(name) == Some(at) {
                further.push((at, name.clone(), false));
            }
        }
        further
    }
}

/// The key of the tag that a column is.
fn tag_of(name: &str, table: &Table) -> Option<String> {
    let key = table.tags.prefixes.iter().find_map(|prefix| after(name, prefix))?;
    let key = stripped(key.trim(), table);
    (!key.is_empty()).then(|| key.to_owned())
}

/// A tag's key without the beginning that the mapping takes off.
pub(super) fn stripped<'a>(key: &'a str, table: &Table) -> &'a str {
    table.tags.strip.iter().find_map(|begin| after(key, begin)).unwrap_or(key)
}

fn after<'a>(name: &'a str, begin: &str) -> Option<&'a str> {
    let (head, rest) = name.split_at_checked(begin.len())?;
    head.eq_ignore_ascii_case(begin).then_some(rest)
}

fn source(rule: &TextRule, header: &Header) -> Source {
    Source {
        columns: rule.columns().filter_map(|name| header.find(name)).collect(),
        constant: cut(rule.constant().unwrap_or_default()).to_owned(),
        values: rule.values().map(|(from, to)| (from.to_lowercase(), cut(to).to_owned())).collect(),
    }
}

fn ways(rule: &AmountRule, header: &Header) -> Vec<Way> {
    let way = |alternative: &AmountAlternative| match alternative {
        AmountAlternative::Column(name) => header.find(name).map(Way::Column),
        AmountAlternative::Case(case) => Some(Way::Sum {
            when: conditions(&case.when, header)?,
            plus: case.plus.iter().map(|name| header.find(name)).collect::<Option<_>>()?,
            minus: case.minus.iter().map(|name| header.find(name)).collect::<Option<_>>()?,
        }),
    };
    rule.alternatives().iter().filter_map(way).collect()
}

/// None if a column is not there: then no row fulfils them.
fn conditions(when: &When, header: &Header) -> Option<Vec<Condition>> {
    let condition = |(name, values): (&String, &super::mapping::Names)| {
        let values = values.iter().map(str::to_lowercase).collect();
        Some(Condition { column: header.find(name)?, values })
    };
    when.iter().map(condition).collect()
}

impl Condition {
    pub(super) fn holds<'a>(&self, cell: impl Fn(usize) -> &'a [u8]) -> bool {
        let value = cell(self.column);
        self.values.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(begin) => {
                value.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin.as_bytes()))
            }
            None => value.eq_ignore_ascii_case(pattern.as_bytes()),
        })
    }
}

impl Source {
    /// What becomes of a value.
    pub(super) fn translated<'a>(&'a self, value: &'a str) -> &'a str {
        if self.values.is_empty() {
            return value;
        }
        let plain = value.to_lowercase();
        let found = self.values.iter().find(|(pattern, _)| is_like(pattern, &plain));
        found.map_or(value, |(_, to)| to.as_str())
    }
}

fn is_like(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(begin) => text.starts_with(begin),
        None => text == pattern,
    }
}
