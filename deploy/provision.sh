#!/usr/bin/env bash
# Makes an empty Ubuntu 24.04 or Debian 12 (or newer) a server for Wishlins: Docker, nginx, certbot, the firewall, security
# updates by themselves, a user, its folders, settings and secrets, and the hours of backups. Safe to run again: what is
# there already stays.
#
#   sudo deploy/provision.sh [--yes] [--dry-run]
#
# It asks for what it needs, or takes it from the environment:
#   DOMAIN                  the domain that leads to this server
#   EMAIL                   whom Let's Encrypt warns before a certificate ends
#   TELEGRAM_BOT_TOKEN      the bot's token, from @BotFather
#   TELEGRAM_BOT_USERNAME   the bot's name, without @
#   TELEGRAM_MODE           polling when empty, or webhook: Telegram calls this server
#   APP_USER                the user to whom Wishlins belongs; wishlins when empty
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

yes=0
for argument in "$@"; do
  case $argument in
    --yes) yes=1 ;;
    *) option "$argument" ;;
  esac
done

user=$(setting APP_USER wishlins)
home=$(getent passwd "$user" | cut -d: -f6) || true
home=${home:-/home/$user}
app=$home/apps/wishlins-miniapp
settings=$app/.env
mode=$(ENV_FILE=$settings setting TELEGRAM_MODE polling)

main() {
  say 'Pre-flight. Nothing is changed yet.'
  ask DOMAIN 'The domain that leads to this server'
  ask EMAIL 'Your e-mail address, for warnings about the certificate'
  ask TELEGRAM_BOT_USERNAME "The bot's name, without @"
  [[ -s $app/secrets/telegram_bot_token ]] || ask_secret TELEGRAM_BOT_TOKEN "The bot's token, from @BotFather"
  check_wishes
  check_server
  [[ ${#problems[@]} == 0 ]] || {
    printf '✗ %s\n' "${problems[@]}" >&2
    die 'nothing was changed.'
  }
  plan
  [[ $DRY_RUN == 0 ]] || exit 0
  agree

  say 'From here on things change.'
  step Packages install_packages
  step Docker install_docker
  step Updates update_by_itself
  step User make_user
  step Application bring_application
  step Settings write_settings
  step Firewall "$app/deploy/firewall/install.sh"
  step Hours write_crontab
  step nginx serve_domain
  say "Done. What is left: su - $user -c 'apps/wishlins-miniapp/deploy/deploy.sh --no-pull'
Keep a copy of $app/secrets somewhere else: without backup.key in it no backup can be restored."
}

# ask NAME QUESTION: unless it is known already, from the environment or an earlier run.
ask() {
  local answer
  answer=$(ENV_FILE=$settings setting "$1")
  if [[ -z $answer && -t 0 && $DRY_RUN == 0 && $yes == 0 ]]; then read -r -p "$2: " answer; fi
  declare -g "$1=$answer"
}

ask_secret() {
  local answer=${!1:-}
  if [[ -z $answer && -t 0 && $DRY_RUN == 0 && $yes == 0 ]]; then
    read -r -s -p "$2 (it is not shown): " answer
    echo
  fi
  declare -g "$1=$answer"
}

problems=()
check_wishes() {
  [[ $DOMAIN =~ ^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$ ]] || problems+=('DOMAIN must be a domain in lower case, such as wishes.example.')
  [[ $EMAIL =~ ^[^@[:space:]]+@[^@[:space:]]+$ ]] || problems+=('EMAIL must be an e-mail address.')
  [[ $TELEGRAM_BOT_USERNAME =~ ^[A-Za-z0-9_]{5,32}$ ]] || problems+=("TELEGRAM_BOT_USERNAME must be the bot's name, without @.")
  [[ -s $app/secrets/telegram_bot_token || $TELEGRAM_BOT_TOKEN =~ ^[0-9]+:[A-Za-z0-9_-]+$ ]] ||
    problems+=('TELEGRAM_BOT_TOKEN must be the token that @BotFather gave you.')
  [[ $mode == polling || $mode == webhook ]] || problems+=('TELEGRAM_MODE must be polling or webhook.')
  [[ $user =~ ^[a-z][a-z0-9_-]*$ && $user != root ]] || problems+=('APP_USER must be the name of a user, and not root.')
}

check_server() {
  local id version free
  [[ $EUID == 0 || $DRY_RUN == 1 ]] || problems+=('Only root can do this: use sudo.')
  id=$(sed -n 's/^ID=//p' /etc/os-release) version=$(sed -n 's/^VERSION_ID="\{0,1\}\([0-9.]*\).*/\1/p' /etc/os-release)
  case $id in
    ubuntu) [[ ${version%%.*} -ge 24 ]] || problems+=("Ubuntu 24.04 or newer is needed, and this is $version.") ;;
    debian) [[ ${version%%.*} -ge 12 ]] || problems+=("Debian 12 or newer is needed, and this is $version.") ;;
    *) problems+=("Ubuntu or Debian is needed, and this is $id.") ;;
  esac
  free=$(df --output=avail --block-size=M / | tail -n 1 | tr -dc 0-9)
  [[ $free -ge 8000 ]] || problems+=("8 GB of room are needed, and $free MB are free.")
}

plan() {
  say "Will make this server serve https://$DOMAIN as $user, in $app:
  packages   nginx, certbot, ufw, unattended-upgrades, age, git; Docker with compose where it is not there
  user       $user, who may use Docker
  firewall   in: SSH ($(setting SSH_PORT 22)), 80, 443, and nothing else
  backups    ~/backups: daily 02:00, weekly Sunday 03:00, monthly on the 1st 04:00, encrypted
  secrets    made by chance in $app/secrets, settings in $settings (600); those that exist stay"
  resolves || say "! $DOMAIN does not lead to this server yet: there will be no certificate until it does; run this again then."
}

resolves() {
  local address
  address=$(getent ahosts "$DOMAIN" | awk '{ print $1 }' | sort -u) || return 1
  grep -qxFf <(hostname --all-ip-addresses | tr ' ' '\n' | grep .) <<<"$address"
}

agree() {
  local answer
  [[ $yes == 0 ]] || return 0
  [[ -t 0 ]] || die 'say --yes, or answer at a terminal. Nothing was changed.'
  read -r -p 'Type yes to go on: ' answer
  [[ $answer == yes ]] || die 'nothing was changed.'
}

step() {
  say "[$SECONDS s] $1"
  "${@:2}"
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet=2
  apt-get install --quiet=2 --yes --no-install-recommends ca-certificates curl git nginx certbot ufw unattended-upgrades \
    age openssl gpg cron >/dev/null
}

# Debian 12 has no compose of today: both come from Docker's own repository, whose key is checked by its fingerprint.
install_docker() {
  if docker compose version >/dev/null 2>&1; then
    say '  is there'
  else
    local id key=/etc/apt/keyrings/docker.asc
    id=$(sed -n 's/^ID=//p' /etc/os-release)
    install -d -m 755 /etc/apt/keyrings
    curl --silent --show-error --fail --location "https://download.docker.com/linux/$id/gpg" --output "$key"
    gpg --show-keys --with-colons "$key" | grep -q 9DC858229FC7DD38854AE2D88D81803C0EBFCD88 || die "the key of Docker's repository is not the one we know."
    printf 'deb [arch=%s signed-by=%s] https://download.docker.com/linux/%s %s stable\n' "$(dpkg --print-architecture)" "$key" "$id" \
      "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" >/etc/apt/sources.list.d/docker.list
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin >/dev/null
  fi
  systemctl enable --quiet --now docker
}

update_by_itself() {
  printf 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n' >/etc/apt/apt.conf.d/20auto-upgrades
}

make_user() {
  id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$user"
  # Who may use Docker may become root: nobody else belongs to this group.
  usermod --append --groups docker "$user"
  # nginx reads error pages of the checkout; nobody else looks into the home.
  chmod 711 "$home"
  install -d -o "$user" -g "$user" -m 750 "$home/backups"
  install -d -o "$user" -g "$user" -m 755 "$home/backups/metrics"
  install -d -o "$user" -g "$user" "$home/apps"
  # Whoever may come in as root may come in as the user.
  if [[ -s /root/.ssh/authorized_keys && ! -e $home/.ssh/authorized_keys ]]; then
    install -d -o "$user" -g "$user" -m 700 "$home/.ssh"
    install -o "$user" -g "$user" -m 600 /root/.ssh/authorized_keys "$home/.ssh/authorized_keys"
  fi
}

as_user() { runuser --user "$user" -- env HOME="$home" "$@"; }

# From where this checkout came, so that deploy.sh can pull; what is committed here, if nowhere else.
bring_application() {
  if [[ -e $app/.git ]]; then
    say '  is there'
    return
  fi
  git -c safe.directory="$APP_DIR" clone --quiet --no-hardlinks "$APP_DIR" "$app"
  local origin
  if origin=$(git -c safe.directory="$APP_DIR" -C "$APP_DIR" remote get-url origin 2>/dev/null); then
    git -C "$app" remote set-url origin "$origin"
  fi
  chown -R "$user:$user" "$app"
}

write_settings() {
  # Each by name: TELEGRAM_BOT_TOKEN must not be seen among the arguments of a process.
  (cd "$app" && export TELEGRAM_BOT_TOKEN && as_user "$app/deploy/secrets.sh" >/dev/null)
  [[ -s $app/secrets/backup.key ]] || (umask 077 && as_user age-keygen --output "$app/secrets/backup.key" 2>/dev/null)
  if [[ ! -e $settings ]]; then
    sed -E -e "s#^DOMAIN=.*#DOMAIN=$DOMAIN#" -e "s#^PUBLIC_URL=.*#PUBLIC_URL=https://$DOMAIN#" \
      -e "s#^TELEGRAM_BOT_USERNAME=.*#TELEGRAM_BOT_USERNAME=$TELEGRAM_BOT_USERNAME#" \
      -e "s#^TELEGRAM_MODE=.*#TELEGRAM_MODE=$mode#" "$app/deploy/env.example" >"$settings"
    printf '\n# for warnings about the certificate\nEMAIL=%s\n\n# what encrypts backups; keep a copy of it elsewhere\nBACKUP_KEY_FILE=%s\n' \
      "$EMAIL" "$app/secrets/backup.key" >>"$settings"
    chown "$user:$user" "$settings"
  fi
  chmod 600 "$settings"
}

write_crontab() {
  sed -e "s#@USER@#$user#g" -e "s#@APP@#$app#g" "$app/deploy/crontab" >/etc/cron.d/wishlins.new
  mv /etc/cron.d/wishlins.new /etc/cron.d/wishlins
  systemctl enable --quiet --now cron
}

serve_domain() {
  systemctl enable --quiet --now nginx
  "$app/deploy/nginx/install.sh"
  if certbot certonly --quiet --non-interactive --agree-tos --email "$EMAIL" --keep-until-expiring \
    --webroot --webroot-path /var/www/letsencrypt --domain "$DOMAIN" --deploy-hook 'systemctl reload nginx'; then
    "$app/deploy/nginx/install.sh"
  else
    say "! There is no certificate for $DOMAIN yet. When the domain leads to this server, run this again."
  fi
}

main
