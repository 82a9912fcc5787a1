-- The last good text of each radar, so that a restart without network still shows it, and how reading it is going.
create table radars (
    id        text collate "C" primary key,  -- from the configuration
    target    text collate "C" not null,     -- where the text came from; another target makes it worthless
    text      text not null,                 -- empty if it was never read
    etag      text,                          -- what to send along the next time
    read_ms   bigint,                        -- when it was last read or found unchanged, in milliseconds since 1970
    failed_ms bigint,                        -- since when it cannot be read; nothing if it can
    error     text                           -- why
);
