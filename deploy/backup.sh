#!/usr/bin/env bash
# Makes a backup, restores it into a scratch database, compares every row, and only then gives it its name.
#
#   deploy/backup.sh daily|weekly|monthly|point [--dry-run]
#
# daily and point hold the database; weekly and monthly also the photos and the settings without secrets. They go to
# ~/backups/KIND and are kept 7 days, 4 weeks, 6 months; a point (before a deployment, by hand) 7 days.
#
# Settings, from the environment or .env:
#   BACKUPS_DIR       where they go; ~/backups when empty
#   BACKUP_KEY_FILE   an age identity (age-keygen): encrypts; keep a copy elsewhere, without it nothing can be restored
#   BACKUP_S3_URL     https://endpoint/bucket/folder: each backup is also copied there (see deploy/backup/offsite.sh)
#   PHOTOS_DIR        the folder of people's pictures inside the backend; none when empty
#   POSTGRES_DB, POSTGRES_USER
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/backup/lib.sh
source "$DEPLOY_DIR/backup/lib.sh"

kind=''
for argument in "$@"; do
  case $argument in
    daily | weekly | monthly | point) kind=$argument ;;
    *) option "$argument" ;;
  esac
done
[[ -n $kind ]] || misuse 'which kind of backup?'

# The operator's day, with its offset: the date in the name decides how long a backup is kept.
name=$(date +%Y-%m-%dT%H%M%S%z)
backup=$BACKUPS/$kind/$name
partial=$BACKUPS/$kind/.$name.partial
if [[ $DRY_RUN == 1 ]]; then
  say "would dump the database $DATABASE into $backup, restore it into a scratch database and compare every row."
  exit
fi

umask 077
mkdir -p "$BACKUPS/$kind"
exec 9>"$BACKUPS/.lock"
flock --nonblock 9 || die 'another backup is being made.'
# What a power failure left behind.
find "$BACKUPS/$kind" -maxdepth 1 -name '.*.partial' -exec rm -rf {} +

started=$(date +%s)
finish() {
  local status=$?
  rm -rf "$partial"
  [[ $status == 0 ]] && return
  record "backup_${kind}_failure.prom" "wishlins_backup_last_failure_timestamp_seconds{kind=\"$kind\"} $(date +%s)" ||
    say 'The failure could not be recorded for monitoring; the age of the last success will tell.' >&2
  say "No $kind backup was made." >&2
}
trap finish EXIT

# The settings as they are, but for the values that open something.
settings_without_secrets() { sed -E 's/^([A-Z0-9_]*(TOKEN|SECRET|PASSWORD|KEY|DATABASE_URL)[A-Z0-9_]*=).*/\1/' "$ENV_FILE"; }

# What is uploaded or deleted meanwhile ends tar with 1 and is no fault: the database names what was there before.
archive_photos() {
  photos_tar --create --directory "$1" . </dev/null || [[ $? == 1 ]] || die "the photos cannot be read: $1"
}

mkdir "$partial"
dump_database "$partial"
if [[ $kind == weekly || $kind == monthly ]]; then
  folder=$(setting PHOTOS_DIR)
  [[ -z $folder ]] || archive_photos "$folder" | seal >"$partial/photos.tar$(suffix)"
  [[ ! -e $ENV_FILE ]] || settings_without_secrets | seal >"$partial/env.template$(suffix)"
fi
sum_files "$partial"
sync "$partial"/* "$partial"
"$DEPLOY_DIR/verify-backup.sh" "$partial"
mv --no-target-directory "$partial" "$backup"
sync "$BACKUPS/$kind"

size=$(du --summarize --bytes "$backup" | cut -f1)
record "backup_$kind.prom" \
  "wishlins_backup_last_success_timestamp_seconds{kind=\"$kind\"} $(date +%s)" \
  "wishlins_backup_duration_seconds{kind=\"$kind\"} $(($(date +%s) - started))" \
  "wishlins_backup_size_bytes{kind=\"$kind\"} $size"
say "$backup ($size bytes)"

"$DEPLOY_DIR/backup/prune.sh" "$kind"
[[ -z $(setting BACKUP_S3_URL) ]] || "$DEPLOY_DIR/backup/offsite.sh" send "$kind/$name"
