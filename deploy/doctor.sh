#!/usr/bin/env bash
# Looks for what is wrong, in the order in which one would look: containers, their logs, resources of the server, and then
# what runs out or falls behind: certificate, backups, the archive of the log, migrations, queue, the bot's webhook. Each finding says what it means
# and the command that mends it. Changes nothing.
#
#   deploy/doctor.sh [--json] [--record]
#
#   --json     findings for a program: { "healthy": …, "findings": [{ check, level, what, means, mend }] }
#   --record   also writes them for monitoring, ~/backups/metrics/doctor.prom
#   --dry-run  as without: nothing is changed anyway
#
# Ends with 0 when all is well, 1 when something should be looked at, 2 when something is broken.
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/backup/lib.sh
source "$DEPLOY_DIR/backup/lib.sh"

as_json=0 recorded=0
for argument in "$@"; do
  case $argument in
    --json) as_json=1 ;;
    --record) recorded=1 ;;
    *) option "$argument" ;;
  esac
done

# What was found, a line each: CHECK, LEVEL (0 good, 1 look at it, 2 broken), WHAT, MEANS, MEND.
checks=() levels=() whats=() meanings=() mends=()
found() { checks+=("$1") levels+=("$2") whats+=("$3") meanings+=("${4-}") mends+=("${5-}"); }
good() { found "$1" 0 "$2"; }
warn() { found "$1" 1 "$2" "$3" "$4"; }
broken() { found "$1" 2 "$2" "$3" "$4"; }

stack="docker compose --project-directory $APP_DIR --file $APP_DIR/docker-compose.prod.yml"

check_containers() {
  local wanted rows service state health exit_code down=0 bad=0
  if ! docker info >/dev/null 2>&1; then
    broken docker 'Docker does not answer' 'nothing of Wishlins can run' 'sudo systemctl restart docker'
    return 1
  fi
  wanted=$(compose config --services)
  rows=$(compose ps --all --format '{{.Service}} {{.State}} {{.Health}}.{{.ExitCode}}')
  for service in $wanted; do
    read -r _ state health <<<"$(grep "^$service " <<<"$rows" || echo "$service missing .0")"
    exit_code=${health##*.} health=${health%.*}
    if [[ $service == migrate ]]; then
      # A deployment runs it and removes it; what counts then is what check_database finds.
      [[ $state == missing || ($state == exited && $exit_code == 0) ]] || {
        broken containers "migrate is $state, exit code $exit_code" 'the schema was not brought up to date; backend, worker and bot wait for it' \
          "$stack logs migrate; $stack up --detach migrate"
        bad=1
      }
    elif [[ $state != running ]]; then
      broken containers "$service is $state" "what $service does is not done" "$stack up --detach $service"
      bad=1 down=$((down + 1))
    elif [[ $health == unhealthy ]]; then
      broken containers "$service runs but is not healthy" 'it does not answer its health check; its log says why' \
        "$stack logs --tail 50 $service; $stack restart $service"
      bad=1
    fi
  done
  if [[ $down -gt 0 && $down -ge $(grep -vcx migrate <<<"$wanted") ]]; then
    broken containers 'nothing runs' 'the stack was stopped, or Docker was' "sudo systemctl status docker; $stack up --detach --wait"
  fi
  [[ $bad == 1 ]] || good containers 'all containers run and are healthy'
}

check_logs() {
  local log count before=${#checks[@]}
  log=$(compose logs --no-color --no-log-prefix --since 15m 2>/dev/null || true)
  # occurrences PATTERN
  occurrences() { grep -cE "$1" <<<"$log" || true; }
  count=$(occurrences 'ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH')
  [[ $count -lt 5 ]] || warn logs "$count connection errors in 15 minutes" 'a container cannot reach another one, or Telegram' \
    "$stack ps; docker network ls; curl -sS -o /dev/null $(setting TELEGRAM_API_ROOT https://api.telegram.org) && echo reachable"
  count=$(occurrences '(FATAL|PANIC): |too many clients|could not extend file|"code":"(08|53|57|58|XX)[0-9A-Z]{3}"')
  [[ $count == 0 ]] || warn logs "$count database errors in 15 minutes" 'PostgreSQL refuses connections, has no room, or is damaged' \
    "$stack logs --since 15m postgres"
  count=$(occurrences '"level":(50|60)')
  [[ $count -lt 5 ]] || warn logs "$count errors of the application in 15 minutes" 'requests or jobs fail; a setting may be wrong' \
    "deploy/logs.sh --errors --since 15m"
  [[ ${#checks[@]} != "$before" ]] || good logs 'no errors worth a look in the last 15 minutes'
}

check_disk() {
  local before=${#checks[@]} used place
  while read -r used place; do
    used=${used%\%}
    if [[ $used -ge 95 ]]; then
      broken disk "$place is $used % full" 'the database stops when there is no room' 'docker system prune --force; sudo journalctl --vacuum-size=200M; du -xhd2 / 2>/dev/null | sort -h | tail'
    elif [[ $used -ge 85 ]]; then
      warn disk "$place is $used % full" 'it will be full one day, and the database stops then' 'docker image prune --all --force; sudo journalctl --vacuum-size=200M'
    fi
  done < <(df --output=pcent,target / "$BACKUPS" 2>/dev/null | tail -n +2 | sort -u)
  [[ ${#checks[@]} != "$before" ]] || good disk 'there is room on the disk'
}

check_memory() {
  local before=${#checks[@]} total available name share
  read -r total available < <(free --mebi | awk '$1 == "Mem:" { print $2, $7 }')
  [[ $((available * 100)) -ge $((total * 8)) ]] || warn memory "$available of $total MiB of memory are available" \
    'the kernel will end a process, most likely the database' "docker stats --no-stream; $stack restart backend worker bot"
  while read -r name share; do
    [[ ${share%.*} -lt 90 ]] || warn memory "$name uses ${share%.*} % of its limit" 'at 100 % it is killed and started again' \
      "docker restart $name"
  done < <(docker stats --no-stream --format '{{.Name}} {{.MemPerc}}' 2>/dev/null | tr -d '%')
  [[ ${#checks[@]} != "$before" ]] || good memory 'there is memory left'
}

check_cpu() {
  local load cores
  load=$(uptime | sed -E 's/.*load averages?: *[0-9.,]+,? +([0-9]+)[.,].*/\1/') cores=$(nproc)
  if [[ $load -ge $((cores * 2)) ]]; then
    warn cpu "the load is $load on $cores cores" 'work waits for a processor; people wait with it' 'docker stats --no-stream; top -b -n 1 | head -n 20'
  else
    good cpu "the load is below $((cores * 2)) on $cores cores"
  fi
}

certificate_end='' queue=() archive=() deliveries=''
check_certificate() {
  local domain served days
  domain=$(setting DOMAIN)
  [[ -n $domain ]] || return 0
  served=$(openssl s_client -connect "127.0.0.1:$(setting HTTPS_PORT 443)" -servername "$domain" </dev/null 2>/dev/null |
    openssl x509 -noout -enddate 2>/dev/null) || true
  if [[ -z $served ]]; then
    broken certificate "nothing speaks TLS for $domain" 'nobody can open the app' 'sudo nginx -t && sudo systemctl restart nginx; sudo certbot certificates'
    return 0
  fi
  certificate_end=$(date --date "${served#notAfter=}" +%s)
  days=$(((certificate_end - $(date +%s)) / 86400))
  if [[ $days -lt 7 ]]; then
    broken certificate "the certificate ends in $days days" 'Telegram and browsers refuse the app then' 'sudo certbot renew && sudo systemctl reload nginx'
  elif [[ $days -lt 21 ]]; then
    warn certificate "the certificate ends in $days days" 'it should have been renewed 30 days before its end' 'sudo certbot renew --dry-run; systemctl list-timers certbot.timer'
  else
    good certificate "the certificate lasts $days days"
  fi
}

check_backups() {
  local kind hours newest age failure before=${#checks[@]}
  for kind in daily:26 weekly:192 monthly:768; do
    hours=${kind#*:} kind=${kind%:*}
    newest=$(find "$BACKUPS/$kind" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*' -printf '%f\n' 2>/dev/null | sort | tail -n 1) || true
    if [[ -z $newest ]]; then
      # A young server has no weekly or monthly one yet.
      [[ $kind != daily ]] || broken backups 'there is no daily backup' 'what is lost now is lost for good' 'deploy/backup.sh daily; cat /etc/cron.d/wishlins'
      continue
    fi
    age=$((($(date +%s) - $(date --date "${newest:0:13}:${newest:13:2}:${newest:15}" +%s)) / 3600))
    [[ $age -le $hours ]] || broken backups "the newest $kind backup is $age hours old" 'backups fail or are not started' \
      "journalctl -t wishlins -n 20; deploy/backup.sh $kind"
    failure=$(failed_since "$kind" "$newest")
    [[ -z $failure ]] || warn backups "a $kind backup failed after the last good one" 'the next may fail too' "journalctl -t wishlins -n 20; deploy/backup.sh $kind"
  done
  [[ ${#checks[@]} != "$before" ]] || good backups 'every backup is as young as it should be, and was restored when it was made'
}

# The archive of PostgreSQL's log. What waits for it is lost with the disk; more than two minutes of it is a fault.
check_archive() {
  local before=${#checks[@]} state mode waits failing segment made
  archiving || return 0
  if ! state=$(sql postgres 2>/dev/null); then
    broken archive 'the database does not answer' 'nothing can be archived without it' "$stack logs --tail 50 postgres"
    return 0
  fi <<'SQL'
    select current_setting('archive_mode'),
      coalesce((select extract(epoch from now() - min(modification))::int from pg_ls_archive_statusdir() where name like '%.ready'), 0),
      coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false), last_failed_wal
    from pg_stat_archiver;
SQL
  IFS='|' read -r mode waits failing segment <<<"$state"
  archive=("wishlins_wal_archive_waiting_seconds $waits" "wishlins_wal_archive_failing $([[ $failing == t ]] && echo 1 || echo 0)")
  if [[ $mode == off ]]; then
    broken archive 'PostgreSQL was started before WAL_ARCHIVE=1 was set' 'nothing is archived' "$stack up --detach --no-deps postgres; deploy/backup/archive.sh base"
  elif [[ $failing == t ]]; then
    broken archive "PostgreSQL cannot archive $segment" 'what is written now is lost with the disk, and the disk of the database fills' \
      "$stack logs --tail 20 postgres; df -h $BACKUPS/wal; deploy/backup/archive.sh base"
  elif [[ $waits -gt 120 ]]; then
    broken archive "the log has waited for $waits s to be archived" 'the archive stands still; what waits is lost with the disk' \
      "$stack logs --tail 20 postgres; df -h $BACKUPS/wal"
  fi
  made=$(awk '/last_success/ { print $2 }' "$BACKUPS/metrics/backup_base.prom" 2>/dev/null) || true
  [[ $made -gt $(($(date +%s) - 26 * 3600)) ]] || broken archive 'there is no base backup of the last 26 hours' \
    'without one the log cannot be played; the older it is, the longer that takes' 'journalctl -t wishlins -n 20; deploy/backup/archive.sh base'
  ! grep -qs 'damaged 1' "$BACKUPS/metrics/archive.prom" || broken archive 'a part of the archive is damaged or missing' \
    'moments after it cannot be returned to' 'deploy/backup/archive.sh verify; deploy/backup/archive.sh base'
  [[ ${#checks[@]} != "$before" ]] || good archive 'the log is archived as it is written'
}

# failed_since KIND NAME: says something when a failure is recorded that is younger than the backup of that name.
failed_since() {
  local file=$BACKUPS/metrics/backup_$1_failure.prom good=$BACKUPS/metrics/backup_$1.prom
  [[ -e $file ]] || return 0
  [[ $(awk '{ print $2 }' "$file") -le $(awk '/last_success/ { print $2 }' "$good" 2>/dev/null || echo 0) ]] || echo yes
}

check_database() {
  local applied files behind failed waiting
  if ! applied=$(sql "$DATABASE" <<<'select name from migrations;' 2>/dev/null); then
    broken migrations 'the database does not answer' 'nothing works without it' "$stack logs --tail 50 postgres; $stack restart postgres"
    return 0
  fi
  files=$(cd "$APP_DIR/backend/migrations" && printf '%s\n' *.sql)
  behind=$(grep -vxFf <(printf '%s\n' "${applied//$'\n'/.sql$'\n'}.sql") <<<"$files" || true)
  if [[ -n $behind ]]; then
    broken migrations "not applied: ${behind//$'\n'/, }" 'the code that is checked out needs them' "$stack run --rm migrate"
  else
    good migrations 'the schema is what the code needs'
  fi

  [[ $(sql "$DATABASE" <<<"select to_regclass('pgboss.job') is not null;") == t ]] || return 0
  read -r waiting failed < <(sql "$DATABASE" --field-separator ' ' <<<"
    select count(*) filter (where state < 'active' and start_after < now() - interval '5 minutes'),
      count(*) filter (where state = 'failed' and completed_on > now() - interval '1 day') from pgboss.job;")
  queue=("wishlins_queue_jobs{state=\"waiting\"} $waiting" "wishlins_queue_jobs{state=\"failed\"} $failed")
  if [[ $waiting -gt 0 ]]; then
    broken queue "$waiting jobs have waited for more than 5 minutes" 'notifications are late: the worker stands still or cannot keep up' \
      "$stack logs --tail 50 worker; $stack restart worker"
  elif [[ $failed -gt 0 ]]; then
    warn queue "$failed jobs failed for good within a day" 'some people were not told something' \
      "$stack exec -T postgres psql -U wishlins -c \"select name, output from pgboss.job where state = 'failed' order by completed_on desc limit 5\""
  else
    good queue 'no job waits'
  fi
}

# What monitoring draws of the messages to people: those of the last day by what became of them, and those that are overdue.
count_deliveries() {
  [[ $(sql "$DATABASE" <<<"select to_regclass('deliveries') is not null;" 2>/dev/null) == t ]] || return 0
  deliveries=$(sql "$DATABASE" <<<"
    select format('wishlins_deliveries{state=\"%s\"} %s', state, count(*)) from deliveries
    where finished_at is null or finished_at > now() - interval '1 day' group by state;
    select 'wishlins_deliveries_due ' || count(*) from deliveries
    where state = 'waiting' and due_at < now() - interval '5 minutes';")
}

check_webhook() {
  local token reply pending since
  token=$(setting TELEGRAM_BOT_TOKEN)
  [[ -n $token ]] || token=$(cat "$(setting SECRETS_DIR "$APP_DIR/secrets")/telegram_bot_token" 2>/dev/null) || return 0
  # The token goes in by a file of its own: arguments can be read by every user of a machine.
  reply=$(curl --silent --max-time 10 --config <(printf 'url = "%s/bot%s/getWebhookInfo"\n' "$(setting TELEGRAM_API_ROOT https://api.telegram.org)" "$token")) || true
  if [[ $reply != *'"ok":true'* ]]; then
    broken webhook 'Telegram does not answer for this bot' 'the token is not valid any more, or this server cannot reach Telegram' \
      "curl -sS -o /dev/null -w '%{http_code}\n' https://api.telegram.org; deploy/secrets.sh --help"
    return 0
  fi
  # number NAME: of the reply, 0 when it has none.
  number() { grep -oE "\"$1\":[0-9]+" <<<"$reply" | grep -oE '[0-9]+$' || echo 0; }
  pending=$(number pending_update_count)
  since=$(($(date +%s) - $(number last_error_date)))
  if [[ $pending -gt 100 ]]; then
    broken webhook "$pending messages of people wait at Telegram" 'the bot does not take them' "$stack logs --tail 50 bot; $stack restart bot"
  elif [[ $since -lt 900 ]]; then
    warn webhook "Telegram could not deliver $((since / 60)) minutes ago: $(grep -oE '"last_error_message":"[^"]*"' <<<"$reply" | cut -d'"' -f4)" \
      'the webhook is not reachable from outside, or the bot fails' "$stack logs --tail 50 bot; sudo tail -n 20 /var/log/nginx/error.log"
  else
    good webhook 'Telegram delivers'
  fi
}

if check_containers; then
  check_logs
  check_database
  [[ $recorded == 0 ]] || count_deliveries
fi
check_disk
check_memory
check_cpu
check_certificate
check_backups
check_archive
check_webhook

worst=0
for level in "${levels[@]}"; do [[ $level -le $worst ]] || worst=$level; done

json_string() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "${text//$'\n'/\\n}"
}

print_json() {
  local index separator='' names=(good warning broken)
  printf '{ "healthy": %s, "findings": [' "$([[ $worst == 0 ]] && echo true || echo false)"
  for index in "${!checks[@]}"; do
    printf '%s\n  { "check": %s, "level": "%s", "what": %s, "means": %s, "mend": %s }' "$separator" \
      "$(json_string "${checks[index]}")" "${names[levels[index]]}" "$(json_string "${whats[index]}")" \
      "$(json_string "${meanings[index]}")" "$(json_string "${mends[index]}")"
    separator=,
  done
  printf '\n] }\n'
}

print_text() {
  local index signs=('✓' '!' '✗')
  for index in "${!checks[@]}"; do
    printf '%s %s: %s\n' "${signs[levels[index]]}" "${checks[index]}" "${whats[index]}"
    [[ ${levels[index]} == 0 ]] || printf '    means  %s\n    mend   %s\n' "${meanings[index]}" "${mends[index]}"
  done
}

record_findings() {
  local check index level lines=()
  for check in $(printf '%s\n' "${checks[@]}" | sort -u); do
    level=0
    for index in "${!checks[@]}"; do
      [[ ${checks[index]} != "$check" || ${levels[index]} -le $level ]] || level=${levels[index]}
    done
    lines+=("wishlins_doctor_level{check=\"$check\"} $level")
  done
  [[ -z $deliveries ]] || mapfile -t -O "${#lines[@]}" lines <<<"$deliveries"
  lines+=("${queue[@]}" "${archive[@]}")
  [[ -z $certificate_end ]] || lines+=("wishlins_certificate_expiry_timestamp_seconds $certificate_end")
  record doctor.prom "${lines[@]}" "wishlins_doctor_last_run_timestamp_seconds $(date +%s)"
}

if [[ $as_json == 1 ]]; then print_json; else print_text; fi
[[ $recorded == 0 ]] || record_findings
exit "$worst"
