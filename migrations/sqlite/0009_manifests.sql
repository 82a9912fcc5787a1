-- Dependency manifests of components: when they were read, and since when a component has named which package.
create table manifests (
    entity_ref text not null primary key, -- full lower-case reference
    place      text not null,             -- where they lie; another place is read anew; empty if there is no such component any more
    etag       text,                      -- what to send along the next time
    first_ms   integer,                   -- when they were read first, in milliseconds since 1970; what was found then was not new
    read_ms    integer,                   -- when they were last read or found unchanged
    failed_ms  integer,                   -- since when they cannot be read; nothing if they can
    error      text,                      -- why
    problems   text not null,             -- what is wrong with the files, as JSON
    revision   integer not null           -- grows with every change of any row
) strict, without rowid;

create index manifests_revision on manifests (revision);

create table manifest_packages (
    entity_ref text not null,
    file       text not null,             -- its path from the place
    ecosystem  text not null,
    name       text not null,             -- as it is written
    version    text not null,             -- as it is written; empty if the file does not say
    since_ms   integer not null,
    until_ms   integer,                   -- nothing while it is still named
    primary key (entity_ref, file, ecosystem, name, since_ms)
) strict, without rowid;
