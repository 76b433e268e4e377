#!/usr/bin/env bash
# Closes the server but for SSH, HTTP and HTTPS, and closes the way around: Docker publishes ports before UFW sees them, so
# the chain that Docker leaves to us (DOCKER-USER) drops what was not meant for 80 or 443. Safe to run again.
#
#   sudo deploy/firewall/install.sh [--dry-run]
#
# Settings, from the environment or .env:
#   SSH_PORT    22 when empty
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

for argument in "$@"; do
  case $argument in
    --help) usage && exit ;;
    --dry-run) DRY_RUN=1 ;;
    *) misuse "what is $argument?" ;;
  esac
done

# splice FILE RULES: puts our part at the end of the file, in the place of what we put there before.
splice() {
  local file=$1 rules=$2
  if [[ $DRY_RUN == 1 ]]; then
    say "would put $rules into $file"
    return
  fi
  [[ -e $file.before-wishlins ]] || cp --preserve "$file" "$file.before-wishlins"
  {
    sed '/^# BEGIN WISHLINS$/,/^# END WISHLINS$/d' "$file"
    printf '# BEGIN WISHLINS\n'
    cat "$rules"
    printf '# END WISHLINS\n'
  } >"$file.new"
  chmod --reference "$file" "$file.new"
  mv "$file.new" "$file"
}

[[ $DRY_RUN == 1 || $EUID == 0 ]] || die 'only root can do this: use sudo.'
splice /etc/ufw/after.rules "$DEPLOY_DIR/firewall/docker-user.rules"
splice /etc/ufw/after6.rules "$DEPLOY_DIR/firewall/docker-user.rules"
run ufw default deny incoming
run ufw default allow outgoing
for port in "$(setting SSH_PORT 22)" 80 443; do run ufw allow "$port/tcp"; done
run ufw --force enable
run ufw reload
