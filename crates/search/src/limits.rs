//! Every limit of searching, in one place.

/// Longest text that is asked for, in characters. Part of the HTTP API's contract.
pub const TEXT: usize = 100;
/// Words of a question that are looked at.
pub const WORDS: usize = 12;
/// Longest word that is indexed or asked for, in bytes; the rest of it is cut off.
pub const WORD: usize = 64;
/// Text of one sort that is indexed for a document, in bytes.
pub const INDEXED: usize = 64 * 1024;
/// Text of operations that is kept, so that results can show the one that was found, in bytes.
pub const OPERATIONS_KEPT: usize = 4 * 1024;
/// Largest definition of an API that is looked at, in bytes.
pub const DEFINITION: usize = 2 * 1024 * 1024;
/// Operations of one API that are indexed.
pub const OPERATIONS: usize = 2_000;
/// Results on a page of the HTTP API, unless it asks otherwise, and at most. Part of its contract.
pub const PAGE: usize = 25;
/// See [`PAGE`].
pub const PAGE_MOST: usize = 100;
/// How far into the results one can go.
pub const DEPTH: usize = 10_000;
/// Terms of the index that one misspelt word is taken for.
pub const NEAR_TERMS: usize = 24;
/// Words of a question that may be misspelt: each of them is looked up in every part of the index.
pub const NEAR_WORDS: usize = 5;
/// Terms that are compared with one misspelt word before the best of them are taken.
pub const NEAR_TERMS_SEEN: usize = 2_000;
/// Results that are proposed when nothing was found.
pub const NEAREST: usize = 5;
/// Longest passage that is shown of a text, in characters.
pub const PASSAGE: usize = 220;
/// Memory in which documents are gathered before they are written, in bytes: the least that the library accepts.
pub const GATHERING: usize = 15_000_000;
/// Documents after which what was indexed becomes visible, while there is more to do.
pub const PORTION: usize = 5_000;
/// Blocks of stored texts that each part of the index keeps taken apart.
pub const CACHED_BLOCKS: usize = 4;
/// Folders that are tried, one behind the other, when other processes use those before.
pub const FOLDERS: usize = 16;
/// Documents from which on a piece of work is told as progress: less is done before somebody looks.
pub const TOLD: u64 = 500;
