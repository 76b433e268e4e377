#!/usr/bin/env bash
# Makes the secrets of the stack, each once: those that exist stay as they are.
#
#   TELEGRAM_BOT_TOKEN=123:abc deploy/secrets.sh [--dry-run]
#
# They are files in secrets/ (or SECRETS_DIR), whose folder only its owner may enter; the containers read them as users of
# their own. Passwords and the bot's secret are random; the bot's token comes from @BotFather, in TELEGRAM_BOT_TOKEN.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${SECRETS_DIR:-secrets}
dry=0
for argument in "$@"; do
  case $argument in
    --help) awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0" && exit ;;
    --dry-run) dry=1 ;;
    *) echo "secrets.sh: what is $argument? See --help." >&2 && exit 64 ;;
  esac
done

# secret NAME VALUE: written unless it is there; whole or not at all.
secret() {
  local file=$folder/$1
  if [[ -s $file ]]; then
    echo "kept  $file"
  elif [[ $dry == 1 ]]; then
    echo "would make  $file"
  else
    printf '%s\n' "$2" >"$file.new"
    chmod 444 "$file.new"
    mv "$file.new" "$file"
    echo "made  $file"
  fi
}

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

if [[ ! -s $folder/telegram_bot_token && ! ${TELEGRAM_BOT_TOKEN:-} =~ ^[0-9]+:[A-Za-z0-9_-]+$ ]]; then
  echo 'secrets.sh: TELEGRAM_BOT_TOKEN must hold the token that @BotFather gave you.' >&2
  exit 64
fi
[[ $dry == 1 ]] || install -d -m 700 "$folder"
owner=$(cat "$folder/postgres_password" 2>/dev/null || random)
secret postgres_password "$owner"
secret database_owner_url "postgres://wishlins:$owner@postgres:5432/wishlins"
secret database_url "postgres://wishlins_app:$(random)@postgres:5432/wishlins"
secret bot_secret "$(random)"
secret webhook_secret "$(random)"
secret wal_archive.conf "[global]
repo1-cipher-pass=$(random)"
secret grafana_password "$(random)"
secret telegram_bot_token "${TELEGRAM_BOT_TOKEN:-}"
