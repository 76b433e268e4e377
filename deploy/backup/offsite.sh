#!/usr/bin/env bash
# Copies a backup to S3-compatible storage, or brings it back. Only encrypted ones leave the server. How long copies are
# kept there is a rule of the bucket (its lifecycle), so that whoever takes this server cannot delete them.
#
#   deploy/backup/offsite.sh send  KIND/NAME [--dry-run]
#   deploy/backup/offsite.sh fetch KIND/NAME [--dry-run]     into ~/backups/KIND/NAME
#   deploy/backup/offsite.sh send  wal [--dry-run]           what is new in the archive of PostgreSQL's log
#   deploy/backup/offsite.sh fetch wal [--dry-run]           the whole archive, into ~/backups/wal
#
# Settings, from the environment or .env:
#   BACKUP_S3_URL                            https://endpoint/bucket/folder
#   BACKUP_S3_KEY_ID, BACKUP_S3_SECRET       who we are there
#   BACKUP_S3_REGION                         us-east-1 when empty
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
# shellcheck source=deploy/backup/lib.sh
source "$DEPLOY_DIR/backup/lib.sh"

action='' name=''
for argument in "$@"; do
  case $argument in
    send | fetch) action=$argument ;;
    */* | wal) name=$argument ;;
    *) option "$argument" ;;
  esac
done
[[ -n $action && -n $name ]] || misuse 'send or fetch which backup?'
url=$(setting BACKUP_S3_URL)
[[ -n $url || $action$name == sendwal ]] || die 'BACKUP_S3_URL is not set.'

# The secret goes in by a file of its own: arguments can be read by every user of a machine.
request() {
  curl --silent --show-error --fail --retry 3 --aws-sigv4 "aws:amz:$(setting BACKUP_S3_REGION us-east-1):s3" \
    --config <(printf 'user = "%s:%s"\n' "$(setting BACKUP_S3_KEY_ID)" "$(setting BACKUP_S3_SECRET)") "$@"
}

send() {
  local backup=$BACKUPS/$name file size
  grep -qvE '\.age$' "$backup/SHA256SUMS" && die "$backup is not encrypted and stays here: set BACKUP_KEY_FILE."
  # The sums go last: a copy without them is not complete.
  for file in "$backup"/*.age "$backup/SHA256SUMS"; do
    run request --upload-file "$file" "$url/$name/${file##*/}"
    [[ $DRY_RUN == 0 ]] || continue
    size=$(request --head "$url/$name/${file##*/}" | tr -d '\r' | awk 'tolower($1) == "content-length:" { print $2 }')
    [[ $size == "$(stat --format %s "$file")" ]] || die "$url/$name/${file##*/} has another size than $file."
  done
  [[ $DRY_RUN == 1 ]] || record offsite.prom "wishlins_backup_offsite_last_success_timestamp_seconds $(date +%s)"
}

fetch() {
  local backup=$BACKUPS/$name partial file
  partial=$(dirname "$backup")/.$(basename "$name").partial
  [[ ! -e $backup ]] || die "$backup is there already."
  umask 077
  run mkdir -p "$partial"
  run request --output "$partial/SHA256SUMS" "$url/$name/SHA256SUMS"
  [[ $DRY_RUN == 0 ]] || return 0
  while read -r _ file; do
    request --output "$partial/$file" "$url/$name/$file"
  done <"$partial/SHA256SUMS"
  check_files "$partial"
  mv --no-target-directory "$partial" "$backup"
}

# pgBackRest has encrypted whatever lies in the archive. Files get their name when they are whole, which changes their ctime.
send_wal() {
  local archive=$BACKUPS/wal file mark=$BACKUPS/.wal.sent new=()
  if [[ -z $url ]] || ! archiving; then return; fi
  if [[ $DRY_RUN == 1 ]]; then
    say "would send what is new in $archive to $url/wal."
    return
  fi
  # Cron comes again while the first copy of a large archive is still under way.
  exec 9>"$mark.lock"
  flock --nonblock 9 || return 0
  [[ ! -e $mark ]] || new=(-cnewer "$mark")
  touch "$mark.new"
  # What names the others goes last, and each time: the bucket's rule deletes by age.
  {
    find "$archive" -type f ! -name '*.tmp' ! -name '*.info*' "${new[@]}" -printf '%P\n' | sort
    find "$archive" -type f -name '*.info*' ! -name '*.tmp' -printf '%P\n'
  } >"$mark.files"
  while read -r file; do
    # What was too old went meanwhile.
    [[ ! -e $archive/$file ]] || request --upload-file "$archive/$file" "$url/wal/$file"
  done <"$mark.files"
  # Nothing that came while this was sent, or a copy of that moment would lack it.
  find "$archive" -type f ! -name '*.tmp' \( ! -cnewer "$mark.new" -o -name '*.info*' \) -printf '%P\n' >"$mark.files"
  request --upload-file "$mark.files" "$url/wal/FILES"
  rm "$mark.files"
  mv "$mark.new" "$mark"
  record offsite_wal.prom "wishlins_wal_archive_offsite_timestamp_seconds $(date +%s)"
}

fetch_wal() {
  local archive=$BACKUPS/wal file
  [[ -z $(find "$archive" -type f -print -quit 2>/dev/null) ]] || die "there is something in $archive already."
  if [[ $DRY_RUN == 1 ]]; then
    say "would bring $url/wal into $archive."
    return
  fi
  # PostgreSQL's container writes there as a user of its own; nobody else gets past the folder above.
  umask 000
  while read -r file; do
    mkdir -p "$(dirname "$archive/$file")"
    request --output "$archive/$file" "$url/wal/$file"
  done < <(request "$url/wal/FILES")
}

[[ $name != wal ]] || action=${action}_wal
"$action"
[[ $action == send_wal ]] || say "$name: ${action%_wal} done."
