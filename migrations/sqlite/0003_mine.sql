-- What people keep at hand and what they looked at, so that their first page can be theirs. Nothing but convenience:
-- nobody's rights depend on it, and whoever says to be somebody else sees that person's rows.
create table stars (
    person     text not null,               -- full reference of the user
    entity_ref text not null,               -- need not exist any more
    at_ms      integer not null,            -- milliseconds since 1970
    primary key (person, entity_ref)
) strict, without rowid;

create table visits (
    person     text not null,
    entity_ref text not null,
    hits       integer not null,
    at_ms      integer not null,            -- the last time
    primary key (person, entity_ref)
) strict, without rowid;
