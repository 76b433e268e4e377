#!/usr/bin/env bash
# Puts the database (and photos) of a backup in the place of the present ones. The backup is restored beside and compared
# row by row before anything changes; the present database stays under another name, to which --undo returns.
#
#   deploy/restore.sh BACKUP [--yes] [--dry-run]
#   deploy/restore.sh --to-time TIME [--yes] [--dry-run]
#   deploy/restore.sh --undo DATABASE [--yes] [--dry-run]
#   deploy/restore.sh --list              the backups and the databases to return to
#
# --to-time needs the archive of PostgreSQL's log (WAL_ARCHIVE=1): '2026-11-24 13:05:30' in the time of this server, or
# `latest` for all that the archive has. The photos stay as they are.
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/backup/lib.sh
source "$DEPLOY_DIR/backup/lib.sh"
# shellcheck source=deploy/backup/recovery.sh
source "$DEPLOY_DIR/backup/recovery.sh"

backup='' undo='' time='' yes=0
list() {
  find "$BACKUPS" -mindepth 2 -maxdepth 2 -type d -name '[0-9]*' | sort
  sql postgres --set "like=${DATABASE}_before_%" \
    <<<"select datname from pg_database where datname like :'like' order by 1;"
}
while [[ $# -gt 0 ]]; do
  case $1 in
    --list) list && exit ;;
    --yes) yes=1 ;;
    --to-time) time=${2:?which time} && shift ;;
    --undo) undo=${2:?the name of a database} && shift ;;
    -*) option "$1" ;;
    *) backup=${1%/} ;;
  esac
  shift
done
[[ -n $backup$undo$time ]] || misuse 'which backup?'

moment=$(date +%Y%m%d_%H%M%S_%3N)
replacement=${undo:-${DATABASE}_restoring_$moment}
before=${DATABASE}_before_$moment

say 'Pre-flight. Nothing is changed yet.'
if [[ -n $undo ]]; then
  [[ $(sql postgres --set "name=$undo" <<<"select count(*) from pg_database where datname = :'name';") == 1 ]] ||
    die "there is no database $undo; deploy/restore.sh --list shows what there is."
elif [[ -n $time ]]; then
  target=$(moment_in_archive "$time")
else
  check_files "$backup"
fi
if [[ $DRY_RUN == 1 ]]; then
  say "would put ${undo:-${time:-$backup}} in the place of the database $DATABASE, which would stay as $before."
  exit
fi
if [[ $yes == 0 ]]; then
  [[ -t 0 ]] || die 'say --yes, or answer at a terminal.'
  read -r -p "Put ${undo:-${time:-$backup}} in the place of the database $DATABASE? Type yes: " answer
  [[ $answer == yes ]] || die 'nothing was changed.'
fi

# Whatever happened, the database that is in use takes connections.
open_database() {
  sql postgres --set "now=$DATABASE" <<'SQL'
select count(*) = 1 as present from pg_database where datname = :'now' \gset
\if :present
  alter database :"now" allow_connections true;
\endif
SQL
}

swapped=0 writers=() recovered=''
finish() {
  local status=$?
  [[ -z $recovered ]] || end_recovery
  [[ -z $recovered ]] || rm -rf "$recovered"
  [[ $swapped == 1 ]] || open_database
  [[ ${#writers[@]} == 0 ]] || compose up --detach --wait --no-build --quiet-pull "${writers[@]}" || say 'Not everything started again: deploy/doctor.sh' >&2
  [[ $swapped == 1 || -n $undo ]] || drop_database "$replacement"
  [[ $status == 0 ]] || say 'The restore did not succeed.' >&2
}
trap finish EXIT

if [[ -n $time ]]; then
  # What was then becomes a backup like any other.
  recovered=$(mktemp -d "$BACKUPS/.recovered.XXXXXX")
  hand_over
  recover_to "$target"
  at_recovery dump_database "$recovered"
  sum_files "$recovered"
  end_recovery
  backup=$recovered
  say "The database is brought back beside, as it was at $target."
fi
if [[ -z $undo ]]; then
  create_database "$replacement"
  restore_into "$replacement" "$backup"
  compare_with_backup "$replacement" "$backup" || die "$backup restores to other rows than were dumped."
  say 'The backup is restored beside and equal to what was dumped.'
fi

say 'From here on things change.'
photos_folder=$(setting PHOTOS_DIR)
if [[ -n $backup && -n $photos_folder ]] && has "$backup" photos.tar; then
  # Pictures have names of their own for ever: what is there already is the same or is not in the backup.
  unsealed "$backup" photos.tar | photos_tar --extract --skip-old-files --directory "$photos_folder"
fi
if [[ ${PG_LOCAL:-0} != 1 ]]; then
  mapfile -t writers < <(compose ps --services --status running | grep -E '^(backend|worker|bot)')
  [[ ${#writers[@]} == 0 ]] || compose stop "${writers[@]}"
fi
# In one transaction: there is no moment without a database, and no half of a swap.
sql postgres --set "now=$DATABASE" --set "before=$before" --set "replacement=$replacement" <<'SQL'
select count(*) = 1 as present from pg_database where datname = :'now' \gset
\if :present
  -- Who may connect is written on the database itself and is in no dump.
  select format('revoke all on database %I from public', :'replacement') \gexec
  select format('grant %s on database %I to %s', privilege_type, :'replacement', coalesce(nullif(grantee, 0)::regrole::text, 'public'))
  from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) where datname = :'now' \gexec
  alter database :"now" allow_connections false;
\endif
select count(pg_terminate_backend(pid)) from pg_stat_activity where datname in (:'now', :'replacement') \g /dev/null
begin;
\if :present
  alter database :"now" rename to :"before";
\endif
alter database :"replacement" rename to :"now";
commit;
SQL
swapped=1
open_database
say "Done. To return to what was there: deploy/restore.sh --undo $before"
