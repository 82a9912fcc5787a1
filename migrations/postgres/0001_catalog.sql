-- The catalog, as in SQLite, with what several processes on one database need besides.
--
-- Texts in JSON are text and not jsonb: they must come back byte for byte. Names are compared by their bytes
-- (collate "C"), so that every database sorts as SQLite and the program do.

-- One row per entity, with all that is needed to go on after a restart and to show it: what was read, what it became,
-- and what is wrong with it.
create table entities (
    entity_ref   text collate "C" primary key, -- kind:namespace/name, lower case
    uid          text collate "C" not null unique,
    location_key text not null,             -- location reference of the file that it is read from
    parent       text,                      -- the Location entity that lists it; null if the configuration does
    file         text not null,             -- the file as it is shown to people
    line         bigint not null,           -- where its document begins in that file
    hash         text not null,             -- changes whenever anything that it is made of does
    orphan       boolean not null,
    source       text not null,             -- its document as written
    final        text,                      -- as it is shown, in JSON; null if it was never good
    attention    text not null,             -- what needs attention about it, in JSON
    revision     bigint not null,           -- in which what is shown of it became what it is
    stated       text,                      -- references that it states, in JSON; null if it was never good
    diagnostics  text not null,             -- what is wrong with its document, in JSON
    stale_line   bigint,                    -- where its file is broken, if that is why it is shown as it was before
    stale_column bigint
);
create index entities_by_revision on entities (revision);

-- Everything that ever happened to an entity, in order. The history page shows it.
create table changes (
    sequence   bigint generated always as identity primary key,
    at_ms      bigint not null,             -- milliseconds since 1970
    entity_ref text collate "C" not null,
    kind       text not null,               -- added, updated, removed
    before     text,                        -- final form before, in JSON
    after      text,                        -- final form after, in JSON
    file       text not null                -- where it comes from
);
create index changes_by_entity on changes (entity_ref, sequence);
create index changes_by_time on changes (at_ms);

-- Entities that are not shown any more, for processes that follow.
create table removals (
    entity_ref text collate "C" primary key,
    revision   bigint not null
);
create index removals_by_revision on removals (revision);

-- What is wrong, by what it is found in; an empty list stands for nothing any more. Here and below, people write what
-- the key is made of, and a B-tree refuses keys of more than 2,700 bytes; an index of hashes takes any.
create table problems (
    owner       text collate "C" not null,
    diagnostics text not null,
    revision    bigint not null,
    exclude using hash (owner with =)
);
create index problems_by_revision on problems (revision);

-- Sources that lie elsewhere.
create table remotes (
    location  text collate "C" not null,
    read      boolean not null,             -- whether it was ever read with success
    failure   text,                         -- why it could not be read the last time, in JSON
    validator text,                         -- what to send along the next time
    exclude using hash (location with =)
);

-- What is remembered of each file of a remote.
create table sources (
    id     text collate "C" not null,
    remote text not null,
    state  text not null,                   -- in JSON
    exclude using hash (id with =)
);

-- Locations that were registered while the program ran.
create table locations (
    id         text collate "C" primary key,
    type       text not null,
    target     text not null,
    entity_ref text not null                -- stays when the target changes
);
create unique index locations_by_target on locations (type, md5(target));

-- What people asked for and the leading process has not done yet.
create table orders (
    sequence bigint generated always as identity primary key,
    what     text not null                  -- in JSON
);

-- Single values: the revision of what is shown, the form of what is stored, and how often somebody began to lead. Who
-- commits locks them first, so that revisions become visible in their order, and nobody commits who was succeeded.
create table meta (
    name  text collate "C" primary key,
    value bigint not null
);
insert into meta (name, value) values ('epoch', 0), ('form', 0), ('revision', 0);
