-- Under which hosts the CDN property is reached, by which edges tell apart profiles of one path;
-- null for the base URL's own.
alter table delivery_profile add column hosts jsonb;

-- Options of the dialect that are secrets (the salt of edgeauth), as a JSON object in an AES-256-GCM
-- envelope; null for none. SQL cannot encrypt: the service moves what stands in options at start.
alter table delivery_profile add column secret_options bytea;
