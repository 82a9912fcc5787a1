-- What readers see is stored: the final form of each entity and what needs attention about it. The processed form that
-- stood here is enough to put it together again, which is done once for rows of an older version.
alter table entities rename column entity to final;
alter table entities add column attention text not null default '[]';
alter table entities add column revision integer not null default 0;
create index entities_by_revision on entities (revision);

-- Entities that are not shown any more, for processes that follow.
create table removals (
    entity_ref text primary key not null,
    revision   integer not null
) strict;
create index removals_by_revision on removals (revision);

-- What is wrong, by what it is found in; an empty list stands for nothing any more.
create table problems (
    owner       text primary key not null,
    diagnostics text not null,
    revision    integer not null
) strict;
create index problems_by_revision on problems (revision);

-- Sources that lie elsewhere.
create table remotes (
    location  text primary key not null,
    read      integer not null,             -- whether it was ever read with success
    failure   text,                         -- why it could not be read the last time, in JSON
    validator text                          -- what to send along the next time
) strict;

-- What is remembered of each file of a remote.
create table sources (
    id     text primary key not null,
    remote text not null,
    state  text not null                    -- in JSON
) strict;

-- Locations that were registered while the program ran.
create table locations (
    id         text primary key not null,
    type       text not null,
    target     text not null,
    entity_ref text not null,               -- stays when the target changes
    unique (type, target)
) strict;

-- What people asked for and the leading process has not done yet.
create table orders (
    sequence integer primary key autoincrement,
    what     text not null                  -- in JSON
) strict;

-- Single values: the revision of what is shown, the form of what is stored.
create table meta (
    name  text primary key not null,
    value integer not null
) strict;

create index changes_by_time on changes (at_ms);
