#!/usr/bin/env bash
# The continuous archive of PostgreSQL's log, with which deploy/restore.sh --to-time returns to any moment of the last seven
# days. PostgreSQL fills it by itself, at least every 30 seconds; pgBackRest keeps it, in ~/backups/wal. Where WAL_ARCHIVE is
# not 1 there is none, and nothing is done.
#
#   deploy/backup/archive.sh base [--dry-run]      a base backup, over which the log is played; those whose time is over go
#   deploy/backup/archive.sh verify [--dry-run]    reads everything in the archive and names what is damaged or missing
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source=deploy/backup/lib.sh
source "$DEPLOY_DIR/backup/lib.sh"

action=''
for argument in "$@"; do
  case $argument in
    base | verify) action=$argument ;;
    *) option "$argument" ;;
  esac
done
[[ -n $action ]] || misuse 'base or verify?'
archiving || {
  say 'The log is not archived: WAL_ARCHIVE is not 1.'
  exit
}

base() {
  local started
  started=$(date +%s)
  trap base_failed EXIT
  [[ $(sql postgres <<<'show archive_mode;') == on ]] ||
    die "PostgreSQL was started without WAL_ARCHIVE=1: docker compose -f docker-compose.prod.yml up --detach --no-deps postgres"
  # Another cluster than the one the archive was begun with (a new server) goes on in the same archive.
  run archive stanza-create 2>/dev/null || run archive stanza-upgrade
  run archive backup --type=full
  trap - EXIT
  [[ $DRY_RUN == 1 ]] || record backup_base.prom \
    "wishlins_backup_last_success_timestamp_seconds{kind=\"base\"} $(date +%s)" \
    "wishlins_backup_duration_seconds{kind=\"base\"} $(($(date +%s) - started))"
}

base_failed() {
  record backup_base_failure.prom "wishlins_backup_last_failure_timestamp_seconds{kind=\"base\"} $(date +%s)"
  say 'No base backup was made.' >&2
}

# segment_after SEGMENT: the name of the next one.
segment_after() {
  local number=$((16#${1:8:8} * 256 + 16#${1:16} + 1))
  printf '%s%08X%08X' "${1:0:8}" $((number / 256)) $((number % 256))
}

# gaps WRITTEN: reads the unbroken stretches of the log that pgBackRest names, and says what is missing between them, and
# after them up to the segment that PostgreSQL wrote last.
gaps() {
  local start stop place before='' before_place='' written=$1
  while read -r place start stop; do
    if [[ $place == "$before_place" && ${start:0:8} == "${before:0:8}" && $start != "$(segment_after "$before")" ]]; then
      say "missing: $(segment_after "$before") and what follows it, up to $start"
    fi
    before=$stop before_place=$place
  done
  [[ ! $written =~ ^[0-9A-F]{24}$ || ${before:0:8} != "${written:0:8}" || ! $written > $before ]] ||
    say "missing: $(segment_after "$before") and what follows it, up to the end, $written"
}

verify() {
  local written said damaged missing
  if [[ $DRY_RUN == 1 ]]; then
    say 'would read every file of the archive and compare its checksum.'
    return
  fi
  written=$(sql postgres <<<'select last_archived_wal from pg_stat_archiver;')
  said=$(archive verify --output=text --verbose --log-level-console=detail --log-timestamp=n)
  # All it tells but for its beginning, its sum and its end is a file that is not what was written.
  damaged=$(sed -nE 's/^P[0-9]+ +INFO: //p' <<<"$said" | grep -vE '^(stanza:|verify command)') || true
  missing=$(sed -nE 's/.*archiveId: (\S+), wal start: (\S+), wal stop: (\S+)$/\1 \2 \3/p' <<<"$said" | gaps "$written")
  if [[ -n $damaged$missing || $said == *'status: error'* ]]; then
    record archive.prom 'wishlins_wal_archive_damaged 1'
    die "the archive cannot return to every moment of it:
$damaged
$missing"
  fi
  record archive.prom 'wishlins_wal_archive_damaged 0' "wishlins_wal_archive_verified_timestamp_seconds $(date +%s)"
}

"$action"
say "Archive: $action done."
