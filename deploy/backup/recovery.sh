#!/usr/bin/env bash
# Brings the past back out of the archive, in a cluster beside the one in use. To be sourced, after deploy/backup/lib.sh.

# The database writes one commit more and hands its log over, so that the moments up to now are in the archive.
hand_over() {
  local segment second
  sql postgres <<<'select pg_current_xact_id();' >/dev/null || return 0
  segment=$(sql postgres <<<'select pg_walfile_name(pg_switch_wal());')
  for ((second = 0; second < 30; second++)); do
    [[ $(sql postgres <<<'select last_archived_wal from pg_stat_archiver;') < $segment ]] || return 0
    sleep 1
  done
  say "! PostgreSQL has not archived $segment: the last moments may be missing. deploy/doctor.sh says why." >&2
}

# moment_in_archive TIME: as pgBackRest takes it; refused when it lies in the future or before the oldest base backup.
moment_in_archive() {
  local moment oldest
  oldest=$(archive info --output=json | grep -oE '"timestamp":\{"start":[0-9]+,"stop":[0-9]+' | grep -oE '[0-9]+$' | sort -n | head -n 1) ||
    die 'the archive holds no base backup.'
  if [[ $1 == latest ]]; then
    # PostgreSQL takes a gap for the end, and would stop there without a word.
    "$DEPLOY_DIR/backup/archive.sh" verify >&2 || die 'say a moment before the damage instead.'
    printf latest
    return
  fi
  moment=$(date --date "$1" +%s.%6N) || die "$1 is no time; say 2026-11-24 13:05 or 13:05."
  [[ ${moment%.*} -gt $oldest ]] || die "the archive begins at $(date --date "@$oldest" '+%F %T %:z')."
  [[ ${moment%.*} -le $(date +%s) ]] || die "$1 has not been yet."
  date --utc --date "@$moment" '+%F %T.%6N+00'
}

recovery_home='' recovery_pid=''

# recover_to MOMENT: waits until the cluster beside has reached it.
recover_to() {
  if [[ ${PG_LOCAL:-0} == 1 ]]; then
    recovery_home=$(mktemp -d)
    PGDATA=$recovery_home/cluster PGHOST='' "$DEPLOY_DIR/postgres/recover.sh" "$1" "$recovery_home" >"$recovery_home/log" 2>&1 &
    recovery_pid=$!
  else
    RECOVER_TO=$1 compose --profile recovery up --detach --no-deps --quiet-pull recovery 2>/dev/null
  fi
  until [[ $(at_recovery sql postgres <<<'select not pg_is_in_recovery();' 2>/dev/null) == t ]]; do
    recovery_runs || {
      recovery_log | grep -E 'ERROR|FATAL|HINT' | tail -n 5 >&2
      die "the archive does not lead to $1."
    }
    sleep 0.5
  done
}

# at_recovery COMMAND…: with the cluster beside in the place of the one in use.
at_recovery() { PG_SERVICE=recovery PGHOST=${recovery_home:-${PGHOST-}} "$@"; }

recovery_runs() {
  if [[ -n $recovery_pid ]]; then
    kill -0 "$recovery_pid" 2>/dev/null
  else
    [[ -n $(compose --profile recovery ps --quiet --status running recovery) ]]
  fi
}

recovery_log() {
  if [[ -n $recovery_pid ]]; then
    cat "$recovery_home/log"
  else
    compose --profile recovery logs --no-color --no-log-prefix recovery
  fi
}

end_recovery() {
  if [[ ${PG_LOCAL:-0} != 1 ]]; then
    compose --profile recovery rm --stop --force --volumes recovery >/dev/null 2>&1 || true
  elif [[ -n $recovery_pid ]]; then
    kill -INT "$recovery_pid" 2>/dev/null || true
    wait "$recovery_pid" || true
    rm -rf "$recovery_home"
    recovery_pid='' recovery_home=''
  fi
}
