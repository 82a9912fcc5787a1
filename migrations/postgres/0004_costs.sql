-- As in SQLite. Bills: the files that were read, what they say by month, and how reading them went. What counts of them is settled
-- after each import, and seen by others when the revision in `meta` (name `costs`) grows.

-- One row per content of a file: a file that changed has two until it is settled that the new one counts.
create table cost_files (
    id          bigint generated always as identity primary key,
    source      text collate "C" not null,  -- id of a source in the configuration
    path        text collate "C" not null,  -- path, address, or key of an object
    taken       bigint not null,            -- 0 while it is being read: then nobody sees it
    mark        text not null,              -- what tells, without reading it, that it is as it was
    mapping     text not null,              -- fingerprint of the mapping by which it was read
    modified_ms bigint not null,            -- when it was written, in milliseconds since 1970, as all times
    taken_ms    bigint not null,
    gone_ms     bigint,                     -- when it was found to be gone
    bytes       bigint not null,
    digest      text not null,              -- fingerprint of its content
    good_rows   bigint not null,
    bad_rows    bigint not null,
    report      text not null               -- JSON: totals, months, what was left out
);

create index cost_files_by_source on cost_files (source);

-- What a file says about one billing month.
create table cost_chunks (
    id      bigint generated always as identity primary key,
    file_id bigint not null references cost_files (id) on delete cascade,
    month   text collate "C" not null,      -- 2025-10
    scopes  text not null,                  -- JSON: whose costs, and of which days
    counts  text,                           -- JSON: how much of it counts; null: nothing, or not settled yet
    content bytea                           -- null when nothing of it counts any more
);

create index cost_chunks_by_file on cost_chunks (file_id);

-- Rows that could not be read, up to a limit.
create table cost_bad_rows (
    file_id     bigint not null references cost_files (id) on delete cascade,
    position    bigint not null,
    line        bigint not null,
    column_name text not null,
    value       text not null,
    reason      text not null,
    row_text    text not null,
    primary key (file_id, position)
);

-- How imports went, the last few of each source.
create table cost_runs (
    source     text collate "C" not null,
    started_ms bigint not null,
    ended_ms   bigint,
    state      text not null,               -- running, done, failed, cancelled
    progress   text not null,               -- JSON
    error      text,
    primary key (source, started_ms)
);

-- What people want of the process that imports.
create table cost_orders (
    source text collate "C" not null,
    what   text collate "C" not null,       -- import, cancel
    primary key (source, what)
);

insert into meta (name, value) values ('costs', 0);
