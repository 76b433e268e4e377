#!/usr/bin/env bash
# What the operator's commands share: speaking, settings, the stack, PostgreSQL. To be sourced.

DEPLOY_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
APP_DIR=$(dirname "$DEPLOY_DIR")
ENV_FILE=${ENV_FILE:-$APP_DIR/.env}
DRY_RUN=${DRY_RUN:-0}

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The comment at the head of a script is its help.
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

misuse() {
  printf '%s: %s\n\n' "$(basename "$0")" "$*" >&2
  usage >&2
  exit 64
}

# option ARGUMENT: what every command understands, and where it does not, the end of it.
option() {
  case $1 in
    --help) usage && exit ;;
    --dry-run) DRY_RUN=1 ;;
    *) misuse "what is $1?" ;;
  esac
}

# Does it, or with --dry-run only says what it would do.
run() {
  if [[ $DRY_RUN == 1 ]]; then
    say "would run: $*"
  else
    "$@"
  fi
}

# setting NAME [DEFAULT]: from the environment, else from .env, which is read and never executed, else the default.
setting() {
  local name=$1 line
  if [[ -n ${!name+set} ]]; then
    line=${!name}
  elif [[ -r $ENV_FILE ]] && line=$(grep -m1 -E "^$name=." "$ENV_FILE"); then
    line=${line#*=}
    case $line in
      \"*\" | \'*\') line=${line:1:-1} ;;
    esac
  else
    line=${2-}
  fi
  printf '%s' "$line"
}

compose() { docker compose --project-directory "$APP_DIR" --file "$APP_DIR/docker-compose.prod.yml" "$@"; }

# pg PROGRAM ARGUMENT…: a program of PostgreSQL in the container of the stack (or in PG_SERVICE); with PG_LOCAL=1 one of this
# machine, which the environment of libpq (PGHOST, …) leads to its server.
pg() {
  if [[ ${PG_LOCAL:-0} == 1 ]]; then
    "$@"
  else
    compose --profile '*' exec -T --env PGUSER="$(setting POSTGRES_USER wishlins)" "${PG_SERVICE:-postgres}" "$@"
  fi
}

# sql DATABASE [OPTION…]: runs what comes on standard input, prints bare values, stops at the first error.
sql() { pg psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --dbname "$@"; }
