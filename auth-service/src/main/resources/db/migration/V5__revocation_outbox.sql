-- What revocation-service is still to be told. Written in the transaction that ends a sign-in, or
-- disables or deletes a viewer; deleted once revocation-service has it. Rows of one rule_id are
-- delivered in the order of seq. No reference to the viewer: a deletion is told of too.
create table revocation_outbox (
  seq bigint generated always as identity primary key,
  rule_id varchar(64) not null,
  action varchar(8) not null check (action in ('put', 'lift')),
  kind varchar(8) check (kind in ('hold', 'cut-off')),
  scope varchar(16) check (scope in ('sign-in', 'viewer')),
  subject varchar(200),
  reason varchar(64),
  expires_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone not null,
  due_at timestamp(6) with time zone not null,
  claimed_until timestamp(6) with time zone,
  attempts integer not null,
  refused_at timestamp(6) with time zone,
  check (action = 'lift' or (kind is not null and scope is not null and subject is not null
    and reason is not null))
);
create index revocation_outbox_due_at on revocation_outbox (due_at) where refused_at is null;
create index revocation_outbox_created_at on revocation_outbox (created_at);
create index revocation_outbox_rule on revocation_outbox (rule_id, seq);

-- The hold under which a disabled viewer stands, so that it can be lifted again: this one only.
create table viewer_hold (
  viewer_id uuid primary key,
  rule_id varchar(64) not null
);

-- How many sign-ins of a viewer ended of late: past a bound, one rule on the viewer stands for all.
create table sign_in_end_tally (
  viewer_id uuid primary key,
  rule_id varchar(64) not null,
  since timestamp(6) with time zone not null,
  ended integer not null
);
create index sign_in_end_tally_since on sign_in_end_tally (since);
