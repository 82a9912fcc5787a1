//! Every limit of the portal's answers, in one place.

/// Rows on a page of the catalog.
pub const PAGE: usize = 50;
/// Values of a facet that are listed at once.
pub const FACET_OPTIONS: usize = 8;
/// Values of a facet that are listed when all are asked for.
pub const FACET_OPTIONS_ALL: usize = 500;
/// Related entities in one table.
pub const RELATED: usize = 100;
/// Relations that are looked at for the picture.
pub const NEIGHBOURS: usize = 400;
/// Problems on the problems page.
pub const PROBLEMS: usize = 300;
/// Changes on the first page.
pub const CHANGES: usize = 10;
/// Changes that are looked at to make these.
pub const CHANGES_READ: u32 = 200;
/// Domains on the first page.
pub const DOMAINS: usize = 12;
/// Systems that a domain's card names.
pub const SYSTEMS: usize = 8;
/// Largest definition that a page shows, in bytes.
pub const DEFINITION: usize = 400_000;
