-- What templates are doing, did, and are to do. A task that is being run has a lease: a number that grows whenever a
-- worker takes the task, and that everything which is written about it must name.
create table tasks (
    id            text collate "C" primary key,
    spec          text not null,            -- JSON: steps, parameters, output; unrendered, without secrets
    template      text collate "C",         -- full reference
    status        text collate "C" not null, -- open, processing, completed, failed, cancelled
    created_ms    bigint not null,          -- milliseconds since 1970, as all times
    created_by    text collate "C",         -- full reference of a user
    heartbeat_ms  bigint,
    started_ms    bigint,
    ended_ms      bigint,
    cancel_ms     bigint,                   -- when somebody wanted it to end
    lease         bigint not null default 0,
    holder        text,                     -- the process that has it
    place         text,                     -- the folder of workspaces in which its files are
    secrets       bytea,                    -- sealed; gone when the task ends
    secrets_key   text,                     -- which key opens them
    output        text,                     -- JSON
    error         text,                     -- JSON
    last_event    bigint not null default 0,
    hidden_before bigint not null default 0
);

create index tasks_by_status on tasks (status, created_ms);
create index tasks_by_time on tasks (created_ms);
create index tasks_by_person on tasks (created_by, created_ms);

create table task_steps (
    task_id    text collate "C" not null references tasks (id) on delete cascade,
    position   bigint not null,
    step_id    text not null,
    name       text not null,
    action     text not null,
    state      text not null,               -- waiting, processing, completed, failed, skipped, cancelled
    started_ms bigint,
    ended_ms   bigint,
    output     text,                        -- JSON
    primary key (task_id, position)
);

create table task_events (
    task_id text collate "C" not null references tasks (id) on delete cascade,
    id      bigint not null,                -- grows within the task
    kind    text not null,                  -- log, completion, cancelled, recovered
    body    text not null,                  -- JSON
    at_ms   bigint not null,
    primary key (task_id, id)
);

-- What must not be done twice, by step.
create table task_checkpoints (
    task_id  text collate "C" not null references tasks (id) on delete cascade,
    position bigint not null,
    name     text collate "C" not null,
    value    text not null,                 -- JSON
    primary key (task_id, position, name)
);
