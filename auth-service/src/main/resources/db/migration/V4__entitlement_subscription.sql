-- A source may keep several subscriptions of a viewer to one package: each is an entitlement of its
-- own, with an id that is derived from these four. '' is the subscription of sources that name none.
alter table entitlement add column subscription varchar(200) not null default '';
alter table entitlement drop constraint entitlement_pkey;
alter table entitlement add primary key (viewer_id, package, source, subscription);

-- As long as what revocation-service takes: source, colon, id of the webhook message.
alter table entitlement_event alter column event_id type varchar(321);
