-- A refresh token that was just exchanged may come again: its answer was lost, or it was sent twice.
-- It is then answered the same successor, which is derived from it and successor_salt and so stands
-- nowhere. A row that a replica of the version before rotated has a salt that no longer fits; its
-- old token counts as used, as it did.
alter table sign_in_session
  add column previous_sha256 bytea,
  add column successor_salt bytea,
  add column rotated_at timestamp(6) with time zone;
