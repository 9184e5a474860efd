-- The catalogue (assets, delivery profiles), the key rings and the service's own secrets.
-- Sessions are not here: they live in Redis and expire by themselves.

-- One row. Every write to the tables below takes the next version first: the row lock puts writers
-- in order, so that replicas which poll the version see changes in the order they were committed.
create table catalogue_version (
    only_row         boolean primary key default true check (only_row),
    version          bigint  not null,
    -- The version of the last change to profiles or keys: what edges have to know.
    delivery_version bigint  not null
);
insert into catalogue_version (version, delivery_version) values (1, 1);

create table delivery_profile (
    id                       varchar(64) collate "C" primary key check (id ~ '^[A-Za-z0-9._-]{1,64}$'),
    dialect                  varchar(32)  not null,
    carrier                  varchar(16)  not null check (carrier in ('path', 'query', 'cookie', 'header')),
    token_name               varchar(64)  not null,
    base_url                 varchar(512) not null unique,
    lifetime_seconds         integer      not null check (lifetime_seconds > 0),
    -- The longest lifetime since the active key became active: how long its tokens can live on.
    longest_lifetime_seconds integer      not null check (longest_lifetime_seconds >= lifetime_seconds),
    not_before               boolean      not null,
    ip_binding               varchar(16)  not null check (ip_binding in ('none', 'exact')),
    domain_binding           varchar(253),
    acl                      jsonb        not null,
    options                  jsonb        not null,
    revision                 bigint       not null,
    created_at               timestamptz  not null,
    updated_at               timestamptz  not null
);

create table asset (
    id              varchar(64) collate "C" primary key check (id ~ '^[A-Za-z0-9._-]{1,64}$'),
    path            varchar(512) not null check (path ~ '^/.*/$'),
    entries         jsonb        not null,
    default_format  varchar(16)  not null,
    packages        jsonb        not null,
    default_profile varchar(64) collate "C" not null references delivery_profile (id),
    revision        bigint       not null,
    created_at      timestamptz  not null,
    updated_at      timestamptz  not null
);
-- Looking for assets at or under a path, and for those at its parents.
create index asset_path on asset (path text_pattern_ops);

create table asset_profile (
    asset_id   varchar(64) collate "C" not null references asset (id) on delete cascade,
    profile_id varchar(64) collate "C" not null references delivery_profile (id),
    primary key (asset_id, profile_id)
);
create index asset_profile_profile on asset_profile (profile_id);

-- Which assets changed at which version, so that a replica forgets those and keeps the rest.
-- Bounded: one row per asset, and old rows are removed with each write.
create table asset_change (
    asset_id   varchar(64) primary key,
    version    bigint      not null,
    changed_at timestamptz not null
);
create index asset_change_version on asset_change (version);
create index asset_change_changed_at on asset_change (changed_at);

create table signing_key (
    kid          varchar(64) collate "C" primary key,
    profile_id   varchar(64) collate "C" not null references delivery_profile (id) on delete cascade,
    algorithm    varchar(32) not null,
    state        varchar(16) not null check (state in ('next', 'active', 'retiring', 'retired')),
    -- AES-256-GCM envelope; removed once the key is retired.
    sealed       bytea,
    created_at   timestamptz not null,
    -- When a next key becomes active, once that was asked for.
    activate_at  timestamptz,
    activated_at timestamptz,
    -- When the last token that a retiring key signed has expired.
    retire_at    timestamptz,
    check ((state = 'retired') = (sealed is null))
);
create index signing_key_profile on signing_key (profile_id);
create unique index signing_key_one_next on signing_key (profile_id) where state = 'next';
create unique index signing_key_one_active on signing_key (profile_id) where state = 'active';

-- Secrets that belong to no profile: the subject-digest key and the key that seals session records.
create table service_secret (
    name       varchar(64) primary key,
    sealed     bytea       not null,
    created_at timestamptz not null
);
