-- Bills: the files that were read, what they say by month, and how reading them went. What counts of them is settled
-- after each import, and seen by others when the revision in `meta` (name `costs`) grows.

-- One row per content of a file: a file that changed has two until it is settled that the new one counts.
create table cost_files (
    id          integer primary key autoincrement,
    source      text not null,              -- id of a source in the configuration
    path        text not null,              -- path, address, or key of an object
    taken       integer not null,           -- 0 while it is being read: then nobody sees it
    mark        text not null,              -- what tells, without reading it, that it is as it was
    mapping     text not null,              -- fingerprint of the mapping by which it was read
    modified_ms integer not null,           -- when it was written, in milliseconds since 1970, as all times
    taken_ms    integer not null,
    gone_ms     integer,                    -- when it was found to be gone
    bytes       integer not null,
    digest      text not null,              -- fingerprint of its content
    good_rows   integer not null,
    bad_rows    integer not null,
    report      text not null               -- JSON: totals, months, what was left out
) strict;

create index cost_files_by_source on cost_files (source);

-- What a file says about one billing month.
create table cost_chunks (
    id      integer primary key autoincrement,
    file_id integer not null references cost_files (id) on delete cascade,
    month   text not null,                  -- 2025-10
    scopes  text not null,                  -- JSON: whose costs, and of which days
    counts  text,                           -- JSON: how much of it counts; null: nothing, or not settled yet
    content blob                            -- null when nothing of it counts any more
) strict;

create index cost_chunks_by_file on cost_chunks (file_id);

-- Rows that could not be read, up to a limit.
create table cost_bad_rows (
    file_id     integer not null references cost_files (id) on delete cascade,
    position    integer not null,
    line        integer not null,
    column_name text not null,
    value       text not null,
    reason      text not null,
    row_text    text not null,
    primary key (file_id, position)
) strict, without rowid;

-- How imports went, the last few of each source.
create table cost_runs (
    source     text not null,
    started_ms integer not null,
    ended_ms   integer,
    state      text not null,               -- running, done, failed, cancelled
    progress   text not null,               -- JSON
    error      text,
    primary key (source, started_ms)
) strict, without rowid;

-- What people want of the process that imports.
create table cost_orders (
    source text not null,
    what   text not null,                   -- import, cancel
    primary key (source, what)
) strict, without rowid;

insert into meta (name, value) values ('costs', 0);
