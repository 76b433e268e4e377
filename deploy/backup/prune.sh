#!/usr/bin/env bash
# Deletes the backups whose time is over: daily ones and points after 7 days, weekly after 4 weeks, monthly after 6 months.
# The date in the name decides, never the date of the file.
#
#   deploy/backup/prune.sh daily|weekly|monthly|point [--dry-run]
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

kind=''
for argument in "$@"; do
  case $argument in
    daily | weekly | monthly | point) kind=$argument ;;
    *) option "$argument" ;;
  esac
done
[[ -n $kind ]] || misuse 'which kind of backup?'

# The last day whose backups go. From noon, so that no change of clocks moves it; months are counted whole, because
# 31 August less six months is no day of February.
today=$(date +%F)
case $kind in
  daily | point) over=$(date --date "$today 12:00 7 days ago" +%F) ;;
  weekly) over=$(date --date "$today 12:00 28 days ago" +%F) ;;
  monthly) over=$(date --date "${today:0:7}-01 12:00 6 months ago" +%Y-%m-31) ;;
esac
for backup in "$(setting BACKUPS_DIR "$HOME/backups")/$kind"/[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*; do
  name=${backup##*/}
  [[ -d $backup && ! ${name:0:10} > $over ]] || continue
  run rm -rf "$backup"
done
