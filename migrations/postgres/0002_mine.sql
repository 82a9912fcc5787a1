-- What people keep at hand and what they looked at, so that their first page can be theirs. Nothing but convenience:
-- nobody's rights depend on it, and whoever says to be somebody else sees that person's rows.
create table stars (
    person     text collate "C" not null,   -- full reference of the user
    entity_ref text collate "C" not null,   -- need not exist any more
    at_ms      bigint not null,             -- milliseconds since 1970
    primary key (person, entity_ref)
);

create table visits (
    person     text collate "C" not null,
    entity_ref text collate "C" not null,
    hits       bigint not null,
    at_ms      bigint not null,             -- the last time
    primary key (person, entity_ref)
);
