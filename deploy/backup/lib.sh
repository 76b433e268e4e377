#!/usr/bin/env bash
# What a backup is, and how it is read back. To be sourced, after deploy/lib.sh.
#
# A backup is a folder named after the moment it was made, ~/backups/KIND/2026-11-24T020000+0300:
#   database.dump   pg_dump's custom format
#   tables.tsv      each table with its count of rows and the sum of their hashes, of the very snapshot that was dumped
#   photos.tar      (weekly, monthly) people's pictures, taken after the database that names them
#   env.template    (weekly, monthly) the settings, without the secrets
#   SHA256SUMS      of the files as they lie there
# With BACKUP_KEY_FILE, an age identity, every file but SHA256SUMS is encrypted and has ".age" behind its name.

BACKUPS=$(setting BACKUPS_DIR "$HOME/backups")
KEY_FILE=$(setting BACKUP_KEY_FILE)
# shellcheck disable=SC2034 # of those who source this
DATABASE=$(setting POSTGRES_DB wishlins)

# suffix: what the files of a new backup have behind their names.
suffix() { printf '%s' "${KEY_FILE:+.age}"; }

# Encrypts what flows through when there is a key.
seal() {
  if [[ -n $KEY_FILE ]]; then
    age --encrypt --identity "$KEY_FILE"
  else
    cat
  fi
}

# unsealed BACKUP FILE: its content in the clear.
unsealed() {
  local file=$1/$2
  if [[ -e $file.age ]]; then
    [[ -n $KEY_FILE ]] || die "$1 is encrypted: name its key in BACKUP_KEY_FILE"
    age --decrypt --identity "$KEY_FILE" "$file.age"
  else
    cat "$file"
  fi
}

# tar, where the backend keeps people's pictures.
photos_tar() {
  if [[ ${PG_LOCAL:-0} == 1 ]]; then
    tar "$@"
  else
    compose exec -T backend tar "$@"
  fi
}

has() { [[ -e $1/$2 || -e $1/$2.age ]]; }

# Every file is there and is what was written.
check_files() {
  local backup=$1
  [[ -d $backup ]] || die "$backup is no backup"
  [[ -s $backup/SHA256SUMS ]] || die "$backup has no SHA256SUMS"
  local needed
  for needed in database.dump tables.tsv; do
    grep -qE "  $needed(\.age)?$" "$backup/SHA256SUMS" || die "$backup/SHA256SUMS does not name $needed"
  done
  (cd "$backup" && sha256sum --check --strict --quiet SHA256SUMS) >&2 || die "$backup is damaged"
}

# table_sums DATABASE [SNAPSHOT]: a line per table: its name, its rows, the sum of their hashes.
table_sums() {
  local database=$1 snapshot=${2-}
  sql "$database" --set "snapshot=$snapshot" --field-separator $'\t' <"$DEPLOY_DIR/backup/table-sums.sql"
}

# dump_database FOLDER: the database and the sums of its tables, of the same moment, which a session holds open meanwhile.
dump_database() {
  local folder=$1 snapshot
  coproc HOLDER { sql "$DATABASE"; }
  local ask=${HOLDER[1]} answer=${HOLDER[0]} holder=$HOLDER_PID
  printf '%s\n' 'set idle_in_transaction_session_timeout = 0;' 'begin isolation level repeatable read read only;' \
    'select pg_export_snapshot();' >&"$ask"
  read -r -t 30 snapshot <&"$answer" || die 'the database cannot be reached.'
  pg pg_dump --format=custom --snapshot="$snapshot" --dbname "$DATABASE" </dev/null |
    seal >"$folder/database.dump$(suffix)"
  table_sums "$DATABASE" "$snapshot" | seal >"$folder/tables.tsv$(suffix)"
  exec {ask}>&-
  wait "$holder"
}

# sum_files FOLDER: what makes its files a backup that can be checked.
sum_files() { (cd "$1" && sha256sum -- * >SHA256SUMS); }

# restore_into DATABASE BACKUP: fills an empty database. "plain" leaves out owners and rights, which a scratch database
# needs none of and another server may lack.
restore_into() {
  local database=$1 backup=$2 flags=()
  [[ ${3-} != plain ]] || flags=(--no-owner --no-privileges)
  unsealed "$backup" database.dump | pg pg_restore --exit-on-error "${flags[@]}" --dbname "$database"
}

# Row for row what was dumped; prints the differences when not.
compare_with_backup() {
  local database=$1 backup=$2 expected actual
  expected=$(unsealed "$backup" tables.tsv)
  actual=$(table_sums "$database")
  [[ $expected == "$actual" ]] && return
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  return 1
}

# The archive of PostgreSQL's log, where the database is.
archive() { pg pgbackrest "$@"; }
archiving() { [[ $(setting WAL_ARCHIVE 0) == 1 ]]; }

create_database() { sql postgres --set "name=$1" <<<'create database :"name" template template0;'; }
drop_database() { sql postgres --set "name=$1" <<<'drop database if exists :"name" with (force);'; }

# record FILE LINE…: what monitoring reads (the text format of Prometheus), replaced as a whole.
record() {
  local file=$BACKUPS/metrics/$1
  shift
  # Read by another user; no line of it is a secret.
  [[ -d $BACKUPS/metrics ]] || install -d -m 755 "$BACKUPS/metrics"
  printf '%s\n' "$@" >"$file.new"
  chmod 644 "$file.new"
  mv "$file.new" "$file"
}
