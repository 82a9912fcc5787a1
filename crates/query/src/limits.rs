//! Every limit of this crate, in one place.

/// Longest indexed key, in UTF-16 units; rows with a longer key are left out.
pub const MAX_KEY_UNITS: usize = 200;
/// Longest indexed value, in UTF-16 units; a longer one counts as present but equals nothing.
pub const MAX_VALUE_UNITS: usize = 200;
/// How deep an entity is walked when it is indexed; deeper leaves are not found by filters.
pub const MAX_ENTITY_DEPTH: usize = 128;
/// Most dots in a path that is looked up in an entity. Keys may hold dots themselves, so every dot
/// doubles the ways to read a path in the worst case.
pub const MAX_PATH_DOTS: usize = 24;
/// How deep predicates may be nested.
pub const MAX_PREDICATE_DEPTH: usize = 64;
/// Page size of by-query when the request names none.
pub const DEFAULT_PAGE_LIMIT: usize = 200;
/// Most order fields of one request.
pub const MAX_ORDER_FIELDS: usize = 16;
/// Most rows that are put in order for one page of `/entities`; list-valued order fields repeat
/// entities, so that a far page could otherwise ask for any number of them.
pub const MAX_SORTED_ROWS: usize = 2_000_000;
/// Where values are kept side by side for searching, they are in blocks of this size.
pub(crate) const TEXT_BLOCK_BYTES: usize = 16 * 1024;
/// Postings with more slots than this are held as bitmaps.
pub(crate) const MAX_FEW: usize = 16;

/// Characters of a text that are sought in names and descriptions; the rest is left out.
pub const TEXT_CHARS: usize = 200;

/// Different words of such a text that are sought.
pub const TEXT_WORDS: usize = 12;
