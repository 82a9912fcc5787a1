//! Every limit of the portal's answers, in one place.

use std::time::Duration;

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
pub const CHANGES_READ: u32 = 500;
/// Changes of one sort at one moment that are listed one by one; more of them are one line.
pub const CHANGES_APART: usize = 8;
/// Domains on the first page.
pub const DOMAINS: usize = 12;
/// Systems that a domain's card names.
pub const SYSTEMS: usize = 8;
/// Largest definition that a page shows, in bytes.
pub const DEFINITION: usize = 400_000;
/// People that fit some words and are listed.
pub const PEOPLE: usize = 12;
/// Groups that a person's card names.
pub const PERSON_TEAMS: usize = 3;
/// Groups on the first page and on a profile.
pub const TEAM_CARDS: usize = 12;
/// Links of a group that are shown beside its name.
pub const TEAM_LINKS: usize = 4;
/// Members on a profile.
pub const MEMBERS: usize = 48;
/// Groups above that a profile names.
pub const GROUPS_ABOVE: usize = 16;
/// Owners that a link into the catalog may name.
pub const OWNERS_IN_LINK: usize = 40;
/// Entities of each kind among what is the reader's.
pub const OWNED: usize = 6;
/// Entities that need attention, on the first page and on a profile.
pub const URGENT: usize = 8;
/// Starred entities on the first page.
pub const STARRED: usize = 12;
/// Visited entities on the first page.
pub const VISITED: usize = 8;
/// Domains on the map.
pub const MAP_DOMAINS: usize = 60;
/// Systems of each domain on the map.
pub const MAP_SYSTEMS: usize = 24;
/// Systems of the domain that alone is shown.
pub const MAP_SYSTEMS_WITHIN: usize = 200;
/// Parts that the map names; with more of them, it counts them instead.
pub const MAP_PARTS: u64 = 800;
/// Parts of each system that the map names.
pub const MAP_PARTS_EACH: usize = 24;
/// Owners that can be chosen on the map.
pub const MAP_OWNERS: usize = 400;
/// Groups that the tree shows.
pub const TREE: usize = 400;
/// How deep the tree goes; what lies deeper has a page of its own.
pub const TREE_DEPTH: usize = 12;
/// Groups up to which the whole tree is unfolded.
pub const TREE_OPEN: usize = 30;
/// Remotes that are asked at the same time.
pub const FETCHES: usize = 10;
/// Pause before a remote is asked again after its first failure; it doubles with each.
pub const BACKOFF_LEAST: std::time::Duration = std::time::Duration::from_secs(15);
/// Longest time for all that one remote consists of.
pub const FETCH_TIME: std::time::Duration = std::time::Duration::from_secs(10 * 60);
/// Longest pause between two questions to a remote that fails.
pub const BACKOFF_MOST: std::time::Duration = std::time::Duration::from_secs(30 * 60);
/// Deliveries that are taken in together.
pub const DELIVERIES: usize = 500;
/// Most locations that a preview follows.
pub const PREVIEW_REMOTES: usize = 200;
/// Longest time for a preview.
pub const PREVIEW_TIME: std::time::Duration = std::time::Duration::from_secs(30);
/// Entries on a page of the history.
pub const HISTORY: u32 = 50;
/// Longest way up from an entity to its first location.
pub const ANCESTORS: usize = 32;
/// Entities that the register page lists.
pub const FOUND: usize = 200;
/// Entities that are listed before a registration is removed.
pub const LEAVING: usize = 50;
/// Entities that the page about a change lists.
pub const CONCERNED: usize = 100;
/// Entities about a change that can be had at once.
pub const CONCERNED_MOST: usize = 20_000;
/// Groups of them.
pub const CONCERNED_GROUPS: usize = 40;
/// Owners to tell that are listed.
pub const TEAMS: usize = 60;
/// Deprecated things in use that are listed.
pub const STILL_USED: usize = 20;
/// References that would lead nowhere that are listed.
pub const DANGLING: usize = 50;
/// Owners that are proposed to take over.
pub const HEIRS: usize = 20;
/// Entities that are proposed to begin a graph with, of one sort.
pub const GRAPH_STARTS: usize = 12;
/// Longest description beside a graph, in characters.
pub const GRAPH_DESCRIPTION: usize = 160;
/// Results on a page of the search.
pub const SEARCH_PAGE: usize = crate::views::search::PAGE;
/// Entities in the command palette.
pub const PALETTE: usize = 8;
/// How long a step that registered something waits for it to be visible.
pub const REGISTERED_PATIENCE: Duration = Duration::from_secs(5);
/// How often it looks.
pub const REGISTERED_PAUSE: Duration = Duration::from_millis(100);
/// How deep the inputs of actions are described.
pub const FIELD_DEPTH: usize = 6;
/// Options that a picker offers at once.
pub const OPTIONS: usize = 100;
/// Properties that are shown beside an option.
pub const OPTION_DETAILS: usize = 4;
/// Records of a picker's filter.
pub const OPTION_FILTERS: usize = 50;
/// Files and folders that a preview of a template reads.
pub const SKELETON_ENTRIES: usize = 2_000;
/// What they may weigh together, in bytes.
pub const SKELETON_BYTES: usize = 8 * 1024 * 1024;
/// Entities that use an entry of the radar and are listed.
pub const RADAR_USERS: usize = 500;
/// Changes that are looked at to tell how use moved.
pub const RADAR_LOG: usize = 4_000;
/// How many of them are asked for at once.
pub const RADAR_LOG_PART: u32 = 500;
/// How often a radar's file on disk is looked at.
pub const RADAR_LOOK: Duration = Duration::from_secs(2);
/// Longest time for reading a radar's address.
pub const RADAR_TIME: Duration = Duration::from_secs(60);
/// Places that are asked for manifests at the same time.
pub const MANIFEST_FETCHES: usize = 4;
/// Longest time for the manifests of one place.
pub const MANIFEST_TIME: Duration = Duration::from_secs(120);
/// Manifests that a component may name.
pub const MANIFEST_PATHS: usize = 20;
/// Files of a folder on disk that are looked at to find manifests.
pub const MANIFEST_FOLDER: usize = 5_000;
/// Manifests that are read from a folder on disk; as many as from a folder of a host.
pub const MANIFEST_FILES: usize = portico_connect::reader::limits::PICKED;
/// Packages of a component, over all of its manifests.
pub const MANIFEST_PACKAGES: usize = 10_000;
/// Pause between two looks at which components there are.
pub const MANIFEST_PAUSE: Duration = Duration::from_millis(200);
/// Least pause between two looks at manifests of one host.
pub const MANIFEST_HOST_PAUSE: Duration = Duration::from_millis(250);
/// A place that somebody waits for comes before those that have been due for less than this.
pub const MANIFEST_AHEAD: Duration = Duration::from_secs(6 * 60 * 60);
/// Pause between two times that what manifests say is shown anew.
pub const MANIFEST_SHOW: Duration = Duration::from_secs(2);
/// How often a process that does not lead asks what is known of manifests.
pub const MANIFEST_FOLLOW: Duration = Duration::from_secs(5);
/// How often packages that were given up long ago are forgotten.
pub const MANIFEST_COMPACT: Duration = Duration::from_secs(3600);
/// How often it is looked at what is wanted of imports of bills, and whether something else counts.
pub const COST_LOOK_AROUND: Duration = Duration::from_secs(1);
/// How often it is written down how an import goes.
pub const COST_PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// Files that could not be read which an import names.
pub const COST_FAILURES: usize = 100;
/// Bad rows that are stored at once.
pub const COST_BAD_ROWS_AT_ONCE: usize = 100;
/// Pieces of a file that wait to be stored.
pub const COST_PIECES: usize = 2;
/// Imports of a source that are told.
pub const COST_RUNS: u32 = 5;
/// Changes of one entity that are looked at to explain days on which it cost more.
pub const COST_CHANGES: u32 = 40;
/// Days before such days within which changes may be the reason.
pub const COST_DAYS_BEFORE: i32 = 3;
/// How often metrics are read again.
pub const COST_METRICS: Duration = Duration::from_secs(15 * 60);
/// Pause between two times that the books of the costs are made anew.
pub const COST_PAUSE: Duration = Duration::from_millis(500);
/// Longest title of a notification, in bytes.
pub const NOTIFY_TITLE: usize = 500;
/// Longest description of a notification, in bytes.
pub const NOTIFY_DESCRIPTION: usize = 10_000;
/// Longest link of a notification, in bytes.
pub const NOTIFY_LINK: usize = 2_000;
/// Longest name of an origin, a topic or an icon, in bytes.
pub const NOTIFY_NAME: usize = 200;
/// Longest scope of a notification, in bytes; together with a person and an origin it fits into an index.
pub const NOTIFY_SCOPE: usize = 1_000;
/// Longest metadata of a notification as JSON, in bytes.
pub const NOTIFY_METADATA: usize = 16 * 1024;
/// References that one notification names.
pub const NOTIFY_REFERENCES: usize = 500;
/// People that one notification goes to, besides everybody.
pub const NOTIFY_PEOPLE: usize = 5_000;
/// Notifications that are stored in one transaction.
pub const NOTIFY_AT_ONCE: usize = 500;
/// Notifications that are marked at once.
pub const NOTIFY_IDS: usize = 1_000;
/// Origins and topics that a person turns off.
pub const NOTIFY_CHOICES: usize = portico_store::limits::NOTIFICATION_MUTES;
/// Notifications about alerts of costs, for all people together.
pub const NOTIFY_ALERTS: usize = 20_000;
/// Notifications about alerts of costs for one person: well below what is kept for them, or what is forgotten would be told
/// again at every look.
pub const NOTIFY_ALERTS_EACH: usize = 500;
/// People of whom it is known how many notifications they have not read.
pub const NOTIFY_COUNTS: usize = 10_000;
/// How often alerts of costs are looked at even if nothing seems to have changed.
pub const NOTIFY_LOOK: Duration = Duration::from_secs(10 * 60);
/// The same where other processes decide about alerts, which this one does not hear of.
pub const NOTIFY_LOOK_SHARED: Duration = Duration::from_secs(60);
/// How often it is looked at what other processes told.
pub const NOTIFY_FOLLOW: Duration = Duration::from_secs(3);
/// How often old notifications are forgotten.
pub const NOTIFY_PRUNE: Duration = Duration::from_secs(60 * 60);
/// How long notifications are kept that were read, and those for everybody.
pub const NOTIFY_KEEP_READ: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How long notifications are kept that nobody read.
pub const NOTIFY_KEEP_UNREAD: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// Entities whose costs are kept for their overviews, until the costs change.
pub const COST_SUMMARIES: usize = 500;
