-- A device is known by an id that the server makes, no longer by what the app calls it: that is a
-- label, which two devices may share. Sign-in sessions there are get an id each. The default is for
-- replicas of the version before, which go on inserting during a rolling update.
alter table sign_in_session
  add column device_id varchar(22) not null
    default rtrim(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), '=');
alter table sign_in_session drop constraint sign_in_session_viewer_id_device_key;
alter table sign_in_session add constraint sign_in_session_viewer_id_device_id_key
  unique (viewer_id, device_id);

-- Outlives the sign-in sessions on the device, so that signing in again continues it. Pruned by
-- forget_at, and to a number of devices per viewer.
create table device (
  id varchar(22) primary key,
  viewer_id uuid not null references viewer on delete cascade,
  label varchar(128) not null,
  last_sign_in_at timestamp(6) with time zone not null,
  forget_at timestamp(6) with time zone not null
);
create index device_viewer_id on device (viewer_id);
create index device_forget_at on device (forget_at);

insert into device (id, viewer_id, label, last_sign_in_at, forget_at)
  select device_id, viewer_id, device, created_at, expires_at + interval '365 days'
  from sign_in_session;
