-- What templates are doing, did, and are to do. A task that is being run has a lease: a number that grows whenever a
-- worker takes the task, and that everything which is written about it must name.
create table tasks (
    id            text primary key,
    spec          text not null,            -- JSON: steps, parameters, output; unrendered, without secrets
    template      text,                     -- full reference
    status        text not null,            -- open, processing, completed, failed, cancelled
    created_ms    integer not null,         -- milliseconds since 1970, as all times
    created_by    text,                     -- full reference of a user
    heartbeat_ms  integer,
    started_ms    integer,
    ended_ms      integer,
    cancel_ms     integer,                  -- when somebody wanted it to end
    lease         integer not null default 0,
    holder        text,                     -- the process that has it
    place         text,                     -- the folder of workspaces in which its files are
    secrets       blob,                     -- sealed; gone when the task ends
    secrets_key   text,                     -- which key opens them
    output        text,                     -- JSON
    error         text,                     -- JSON
    last_event    integer not null default 0,
    hidden_before integer not null default 0
) strict;

create index tasks_by_status on tasks (status, created_ms);
create index tasks_by_time on tasks (created_ms);
create index tasks_by_person on tasks (created_by, created_ms);

create table task_steps (
    task_id    text not null references tasks (id) on delete cascade,
    position   integer not null,
    step_id    text not null,
    name       text not null,
    action     text not null,
    state      text not null,               -- waiting, processing, completed, failed, skipped, cancelled
    started_ms integer,
    ended_ms   integer,
    output     text,                        -- JSON
    primary key (task_id, position)
) strict, without rowid;

create table task_events (
    task_id text not null references tasks (id) on delete cascade,
    id      integer not null,               -- grows within the task
    kind    text not null,                  -- log, completion, cancelled, recovered
    body    text not null,                  -- JSON
    at_ms   integer not null,
    primary key (task_id, id)
) strict, without rowid;

-- What must not be done twice, by step.
create table task_checkpoints (
    task_id  text not null references tasks (id) on delete cascade,
    position integer not null,
    name     text not null,
    value    text not null,                 -- JSON
    primary key (task_id, position, name)
) strict, without rowid;
