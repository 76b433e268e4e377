#!/usr/bin/env bash
# Shows the logs of the stack, or follows one request through nginx, backend, worker and bot by its id (people see it with
# an error; every answer carries it as X-Request-Id).
#
#   deploy/logs.sh [SERVICE…] [--since 1h] [--follow] [--errors]
#   deploy/logs.sh --request ID [--since 24h]
#   --dry-run says which logs it would show
#
# Where each log is:
#   nginx of the server            /var/log/nginx/access.log (a line of JSON per request), /var/log/nginx/error.log
#   frontend, backend, worker, bot, fetcher, postgres, migrate    Docker's, five files of 10 MB each: docker logs wishlist-backend
#   backups, doctor, renewals      the journal: journalctl -t wishlins, journalctl -u certbot
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

since='' follow=() errors=0 request='' services=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --since) since=${2:?since when} && shift ;;
    --follow) follow=(--follow) ;;
    --errors) errors=1 ;;
    --request) request=${2:?which request} && shift ;;
    -*) option "$1" ;;
    *) services+=("$1") ;;
  esac
  shift
done

if [[ -n $request ]]; then
  [[ $request =~ ^[A-Za-z0-9-]{8,64}$ ]] || die 'a request has an id of letters, digits and dashes.'
  found=0
  for file in "$(setting NGINX_LOGS /var/log/nginx)"/*.log; do
    [[ -r $file ]] || continue
    grep --no-filename --fixed-strings -- "$request" "$file" | sed 's/^/nginx     | /' && found=1
  done
  compose logs --no-color --since "${since:-24h}" | grep --fixed-strings -- "$request" && found=1
  [[ $found == 1 ]] || die "no log knows the request $request; look further back with --since."
  exit
fi

show() { compose logs --no-color --since "${since:-1h}" "${follow[@]}" "${services[@]}"; }
if [[ $DRY_RUN == 1 ]]; then
  say "would show the logs of ${services[*]:-all services} since ${since:-1h}."
elif [[ $errors == 1 ]]; then
  # The levels error and fatal of our own log, and what PostgreSQL calls so.
  show | grep -E '"level":(50|60)|(ERROR|FATAL|PANIC): ' || say 'No errors.'
else
  show
fi
