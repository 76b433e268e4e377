#!/usr/bin/env bash
# What deploy.sh and rollback.sh share: which version runs, and how one takes the place of another. To be sourced after lib.sh.

# What runs, and what ran before it: a file each, with the commit that the images and the settings of the stack come from.
STATE=$APP_DIR/.deploy
PROJECT=${COMPOSE_PROJECT_NAME:-$(setting COMPOSE_PROJECT_NAME wishlist)}

version_of() { cat "$STATE/$1" 2>/dev/null || true; }

step() { printf '\n[%3d s] %s\n' "$SECONDS" "$*"; }

# The services in the order in which they are replaced: the second of each pair first, so that the first still serves, and a
# backend while there is a frontend with the files of the page that it draws into.
ORDER='frontend-2 backend-2 backend frontend fetcher worker bot'
services() {
  local known service
  known=$(compose --profile '*' config --services)
  for service in $ORDER; do
    if grep -qx "$service" <<<"$known"; then echo "$service"; fi
  done
}

# As long as nginx leaves alone what did not answer (fail_timeout in deploy/nginx/https.conf), and a moment more.
NGINX_FORGIVES=21

# Of two that nginx knows, one goes only when the other is trusted again; also where a roll-back follows a release at once.
await_trust() {
  local left rest
  left=$(stat --format %Y "$STATE/left-${1%-2}" 2>/dev/null || echo 0)
  rest=$((left + NGINX_FORGIVES - $(date +%s)))
  [[ $rest -gt 0 ]] || return 0
  say "  nginx needs $rest s to trust the other ${1%-2} again"
  sleep "$rest"
}

# Starts the new image beside the others, where no port and no name leads to it, and waits until it says that it is healthy.
rehearse() {
  local service=$1 name=$PROJECT-$1-candidate state=starting
  docker rm --force "$name" >/dev/null 2>&1 || true
  compose run --detach --no-deps --name "$name" "$service" >/dev/null
  for ((second = 0; second < 60; second++)); do
    state=$(docker inspect --format '{{if .State.Running}}{{.State.Health.Status}}{{else}}ended{{end}}' "$name")
    [[ $state == starting ]] || break
    sleep 1
  done
  if [[ $state != healthy ]]; then
    say "The new $service is $state. Its last words:"
    docker logs --tail 15 "$name" 2>&1 | sed 's/^/    /'
  fi
  docker rm --force "$name" >/dev/null
  [[ $state == healthy ]]
}

# It is from readers that nginx learns that a backend is leaving, and at night there may be none.
read_meanwhile() {
  local url
  url=$(setting PUBLIC_URL)
  while kill -0 $$ 2>/dev/null && sleep 0.1; do
    curl --silent --output /dev/null --max-time 2 --connect-to "::$(setting CHECK_ADDRESS 127.0.0.1):" "$url/api/v1/users/me" || true
  done
}

# replace VERSION: puts every service on that version, one after the other; stops at the first that does not become healthy.
replace() {
  local service started reader status
  for service in $(services); do
    await_trust "$service"
    started=$SECONDS
    reader='' status=0
    if [[ -n $(version_of current) ]]; then
      read_meanwhile &
      reader=$!
    fi
    WISHLINS_VERSION=$1 compose up --detach --no-build --no-deps --wait --wait-timeout 90 "$service" >/dev/null 2>"$STATE/log" || status=$?
    if [[ -n $reader ]]; then
      kill "$reader" 2>/dev/null || true
      wait "$reader" 2>/dev/null || true
      [[ $service != backend* && $service != frontend* ]] || touch "$STATE/left-${service%-2}"
    fi
    if [[ $status != 0 ]]; then
      say "  $service does not become healthy:"
      sed 's/^/    /' "$STATE/log" | tail -5
      docker logs --tail 15 "$PROJECT-$service" 2>&1 | sed 's/^/    /'
      return 1
    fi
    say "  $service runs $1 ($((SECONDS - started)) s)"
  done
  if [[ $(setting BACKEND_REPLICAS 2) == 1 ]]; then
    compose --profile '*' rm --stop --force backend-2 frontend-2 >/dev/null 2>&1
    say '  the second backend and frontend rest until the next release (BACKEND_REPLICAS=1)'
  fi
}

# Asks as a person would: the page and the API, through the server's nginx where it serves the domain.
check() {
  local url path
  url=$(setting PUBLIC_URL)
  for path in / /api/v1/openapi.json; do
    if ! curl --fail --silent --show-error --output /dev/null --max-time 10 --retry 5 --retry-all-errors --retry-delay 1 \
      --header 'Accept: text/html,application/json' --connect-to "::$(setting CHECK_ADDRESS 127.0.0.1):" "$url$path"; then
      say "  $url$path does not answer."
      return 1
    fi
    say "  $url$path answers"
  done
}

# Writes down what runs: for `docker compose` typed by hand, and for rollback.sh.
remember() {
  local before
  before=$(version_of current)
  if [[ -n $before && $before != "$1" ]]; then echo "$before" >"$STATE/previous"; fi
  echo "$1" >"$STATE/current"
  if grep -q '^WISHLINS_VERSION=' "$ENV_FILE"; then
    sed -i "s/^WISHLINS_VERSION=.*/WISHLINS_VERSION=$1/" "$ENV_FILE"
  else
    echo "WISHLINS_VERSION=$1" >>"$ENV_FILE"
  fi
}

one_at_a_time() {
  mkdir -p "$STATE"
  exec 8>"$STATE/lock"
  flock --nonblock 8 || die 'another release is under way.'
}
