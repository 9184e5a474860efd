-- A viewer signs in by e-mail address or by the customer's own id. An external id holds no '@', so
-- that the two can never be confused.
create table viewer (
  id uuid primary key,
  email varchar(254),
  email_key varchar(254) unique,
  external_id varchar(128) unique check (external_id not like '%@%'),
  password_hash varchar(256),
  state varchar(16) not null check (state in ('active', 'disabled')),
  device_limit integer check (device_limit between 1 and 1000),
  session_limit integer check (session_limit between 1 and 1000),
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null,
  check (email_key is not null or external_id is not null)
);

-- One state per source. state holds from state_at on, previous_state before it. event_at is when the
-- billing event last applied to the row happened, so that an older one is not applied after it;
-- by_event says that state was set by one.
create table entitlement (
  viewer_id uuid not null references viewer on delete cascade,
  package varchar(64) not null,
  source varchar(64) not null,
  state varchar(16) not null check (state in ('active', 'suspended', 'ended')),
  state_at timestamp(6) with time zone not null,
  previous_state varchar(16) not null check (previous_state in ('active', 'suspended', 'ended')),
  by_event boolean not null,
  event_at timestamp(6) with time zone,
  starts_at timestamp(6) with time zone,
  ends_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null,
  primary key (viewer_id, package, source),
  check (starts_at is null or ends_at is null or starts_at < ends_at)
);

-- Billing events already taken in. Pruned by age.
create table entitlement_event (
  event_id varchar(200) primary key,
  received_at timestamp(6) with time zone not null
);
create index entitlement_event_received_at on entitlement_event (received_at);

-- One per viewer and device: signing in again on a device replaces it. Refresh tokens are opaque: a
-- handle that stays for the life of the session and a secret that changes at each use. Only their
-- SHA-256 is kept; a known handle with another secret is a used one.
create table sign_in_session (
  id uuid primary key,
  viewer_id uuid not null references viewer on delete cascade,
  device varchar(128) not null,
  handle_sha256 bytea not null unique,
  secret_sha256 bytea not null,
  created_at timestamp(6) with time zone not null,
  refreshed_at timestamp(6) with time zone not null,
  expires_at timestamp(6) with time zone not null,
  unique (viewer_id, device)
);
create index sign_in_session_expires_at on sign_in_session (expires_at);

-- Failed sign-ins, by SHA-256 of the login, or of login and caller's address. Pruned by age.
create table sign_in_attempt (
  subject bytea primary key,
  failures integer not null,
  blocked_until timestamp(6) with time zone not null,
  failed_at timestamp(6) with time zone not null,
  succeeded_at timestamp(6) with time zone,
  prune_at timestamp(6) with time zone not null
);
create index sign_in_attempt_prune_at on sign_in_attempt (prune_at);

create table client (
  id varchar(100) primary key,
  scopes varchar(2000) not null,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null
);

create table client_secret (
  client_id varchar(100) not null references client on delete cascade,
  sha256 bytea not null,
  created_at timestamp(6) with time zone not null,
  expires_at timestamp(6) with time zone,
  primary key (client_id, sha256)
);

create table client_key (
  client_id varchar(100) not null references client on delete cascade,
  kid varchar(200) not null,
  jwk varchar(2000) not null,
  created_at timestamp(6) with time zone not null,
  primary key (client_id, kid)
);

-- Client assertions already presented at the token endpoint (RFC 7523 section 3). Pruned by expiry.
create table client_assertion (
  subject bytea primary key,
  expires_at timestamp(6) with time zone not null
);
create index client_assertion_expires_at on client_assertion (expires_at);

-- private_key is sealed by the key vault, bound to ring and kid; a retired key has none.
create table signing_key (
  kid varchar(64) primary key,
  ring varchar(16) not null check (ring in ('viewer', 'client')),
  state varchar(16) not null check (state in ('next', 'active', 'retiring', 'retired')),
  public_jwk varchar(1000) not null,
  private_key bytea,
  created_at timestamp(6) with time zone not null,
  activated_at timestamp(6) with time zone,
  retiring_at timestamp(6) with time zone,
  check (state = 'retired' or private_key is not null)
);
create unique index signing_key_one_active on signing_key (ring) where state = 'active';
create unique index signing_key_one_next on signing_key (ring) where state = 'next';
