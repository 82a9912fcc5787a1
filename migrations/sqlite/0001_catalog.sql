-- The catalog. One row per entity, with all that is needed to go on after a restart: what was read, what it became,
-- and what is wrong with it. Relations and the final form follow from these rows and are not stored.
create table entities (
    entity_ref   text primary key not null, -- kind:namespace/name, lower case
    uid          text not null unique,
    location_key text not null,             -- location reference of the file that it is read from
    parent       text,                      -- the Location entity that lists it; null if the configuration does
    file         text not null,             -- the file as it is shown to people
    line         integer not null,          -- where its document begins in that file
    hash         text not null,             -- changes whenever anything that it is made of does
    orphan       integer not null default 0,
    source       text not null,             -- its document as written
    entity       text,                      -- processed form in JSON; null if it was never good
    stated       text not null,             -- references that it states, in JSON
    diagnostics  text not null,             -- what is wrong with its document, in JSON
    stale_line   integer,                   -- where its file is broken, if that is why it is shown as it was before
    stale_column integer
) strict;

-- Everything that ever happened to an entity, in order. Readers follow the sequence; the history page shows it.
create table changes (
    sequence   integer primary key autoincrement,
    at_ms      integer not null,            -- milliseconds since 1970
    entity_ref text not null,
    kind       text not null,               -- added, updated, removed
    before     text,                        -- final form before, in JSON
    after      text,                        -- final form after, in JSON
    file       text not null                -- where it comes from
) strict;

create index changes_by_entity on changes (entity_ref, sequence);
