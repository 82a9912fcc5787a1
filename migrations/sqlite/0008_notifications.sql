-- What people are told: by programs, by steps of templates, by the portal itself. A row is for one person or for everybody;
-- what a person did with either is a row beside it, so that a notification for everybody is stored once.
create table notifications (
    id          text not null primary key,
    person      text not null,             -- full reference of a user; empty: for everybody
    origin      text not null,             -- who tells it, as cost-insights
    scope       text,                      -- what it is about: the same person, origin and scope have one row
    topic       text,                      -- what sort it is, for choosing and turning off
    severity    integer not null,          -- 0 low, 1 normal, 2 high, 3 critical
    title       text not null,
    description text not null,
    link        text,
    icon        text,
    metadata    text not null,             -- JSON, or empty
    words       text not null,             -- what is searched, in lower case
    lasts       integer not null,          -- 1: about a state, until its sender says that it is over
    created_ms  integer not null,          -- milliseconds since 1970, as all times
    updated_ms  integer,                   -- when it was told again
    changed_ms  integer not null           -- the later of both: the order
) strict, without rowid;

create unique index notifications_by_scope on notifications (person, origin, scope) where scope is not null;
create index notifications_by_person on notifications (person, changed_ms);
create index notifications_by_age on notifications (changed_ms);
create index notifications_that_last on notifications (origin) where lasts = 1;

create table notification_marks (
    person          text not null,
    notification_id text not null references notifications (id) on delete cascade,
    read_ms         integer,
    saved_ms        integer,
    primary key (person, notification_id)
) strict, without rowid;

create index notification_marks_by_notification on notification_marks (notification_id);

-- What people do not want to be told. What is not here, they do.
create table notification_mutes (
    person text not null,
    origin text not null,
    topic  text not null,                  -- empty: all of the origin
    primary key (person, origin, topic)
) strict, without rowid;

-- Grows with every change, so that other processes notice.
insert into meta (name, value) values ('notifications', 0);
