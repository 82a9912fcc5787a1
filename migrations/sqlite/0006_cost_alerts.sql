-- What people decided about alerts of costs. Alerts themselves are found anew from the costs; their ids stay the same as
-- long as they are about the same thing.
create table cost_decisions (
    alert     text primary key,
    state     text not null,                -- snoozed, accepted, dismissed
    until_day text,                         -- the day from which a snoozed one is told again, as 2025-01-31
    reason    text,                         -- why it was dismissed: one of the known words
    note      text not null,
    person    text,                         -- full reference of a user; null for somebody who has not said who they are
    at_ms     integer not null              -- milliseconds since 1970, as all times
) strict, without rowid;

create index cost_decisions_by_time on cost_decisions (at_ms);
