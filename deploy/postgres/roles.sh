#!/usr/bin/env bash
# Run by the image of PostgreSQL once, when the database is made. Three roles besides its owner, who migrates:
#   wishlins_app       reads and writes rows; makes the schema of the job queue
#   wishlins_reader    reads: for people who look something up, and for dashboards
#   wishlins_backup    reads everything, bypassing nothing else
set -euo pipefail

password_in() { sed -E 's#^[^:]+://[^:]+:([^@]+)@.*#\1#' "$1"; }

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set app_password="$(password_in /run/secrets/database_url)" --set database="$POSTGRES_DB" --set owner="$POSTGRES_USER" <<'SQL'
create role wishlins_app login password :'app_password';
create role wishlins_reader nologin in role pg_read_all_data;
create role wishlins_backup nologin in role pg_read_all_data;

revoke all on database :"database" from public;
grant connect, create, temporary on database :"database" to wishlins_app;
grant connect on database :"database" to wishlins_reader, wishlins_backup;

grant usage on schema public to wishlins_app;
alter default privileges for role :"owner" grant select, insert, update, delete on tables to wishlins_app;
alter default privileges for role :"owner" grant usage, select, update on sequences to wishlins_app;
alter default privileges for role :"owner" grant usage on schemas to wishlins_app;
SQL
