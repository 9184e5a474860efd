#!/bin/bash
# Run by the PostgreSQL image once, on an empty data folder: a database and an owner per service.
set -euo pipefail

for service in auth token; do
  psql -v ON_ERROR_STOP=1 -v "name=playgate_$service" -v "password=$(cat "/run/secrets/postgres-$service")" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
