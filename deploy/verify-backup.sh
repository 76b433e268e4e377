#!/usr/bin/env bash
# Proves that a backup is good: its files are whole, it restores into a scratch database, and every table has the rows it
# had when it was dumped, by count and by hash. Changes nothing that is in use.
#
#   deploy/verify-backup.sh BACKUP [--dry-run]
#   deploy/verify-backup.sh --latest      the newest of each kind
#   deploy/verify-backup.sh --files       only the checksums, of all there are: finds a disk that forgets
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/backup/lib.sh
source "$DEPLOY_DIR/backup/lib.sh"

chosen=() restore=1
for argument in "$@"; do
  case $argument in
    --latest)
      for folder in "$BACKUPS"/{daily,weekly,monthly}; do
        newest=$(find "$folder" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*' 2>/dev/null | sort | tail -n 1) || true
        [[ -z $newest ]] || chosen+=("$newest")
      done
      ;;
    --files)
      restore=0
      mapfile -t chosen < <(find "$BACKUPS" -mindepth 2 -maxdepth 2 -type d -name '[0-9]*' | sort)
      ;;
    -*) option "$argument" ;;
    *) chosen+=("${argument%/}") ;;
  esac
done
[[ ${#chosen[@]} -gt 0 ]] || die "there is no backup to verify in $BACKUPS."

scratch=''
finish() {
  local status=$?
  [[ -z $scratch ]] || drop_database "$scratch"
  [[ $status == 0 || $DRY_RUN == 1 ]] ||
    record verify_failure.prom "wishlins_backup_verification_last_failure_timestamp_seconds $(date +%s)"
}
trap finish EXIT

verify() {
  local backup=$1 sums
  check_files "$backup"
  if [[ $restore == 0 ]]; then
    say "$backup: its files are whole."
    return
  fi
  scratch=${DATABASE}_scratch_$$
  create_database "$scratch"
  restore_into "$scratch" "$backup" plain
  compare_with_backup "$scratch" "$backup" || die "$backup restores to other rows than were dumped."
  drop_database "$scratch"
  scratch=''
  ! has "$backup" photos.tar || unsealed "$backup" photos.tar | tar --list >/dev/null
  sums=$(unsealed "$backup" tables.tsv | awk '{ rows += $2 } END { print NR " tables, " rows + 0 " rows" }')
  say "$backup: restored and equal ($sums)."
}

for backup in "${chosen[@]}"; do
  if [[ $DRY_RUN == 1 ]]; then
    say "would check the files of $backup, restore it into a scratch database and compare every row."
  else
    verify "$backup"
  fi
done
[[ $DRY_RUN == 1 || $restore == 0 ]] ||
  record verify.prom "wishlins_backup_verification_last_success_timestamp_seconds $(date +%s)"
