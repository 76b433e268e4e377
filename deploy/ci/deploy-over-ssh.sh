#!/usr/bin/env bash
# Deploys a commit to the server over SSH, and looks from outside whether people are served.
#
#   deploy/ci/deploy-over-ssh.sh [--dry-run]
#
# From the environment:
#   DEPLOY_HOST, DEPLOY_USER   where; wishlins when the user is empty
#   DEPLOY_REF                 the commit
#   SSH_KEY                    a private key whose public half is in the authorized_keys of that user
#   SSH_KNOWN_HOSTS            what `ssh-keyscan HOST` says of the server, checked once by a person; no other is believed
#   PUBLIC_URL                 the address that people open; not looked at when empty
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

host=${DEPLOY_HOST:?where to deploy to} user=${DEPLOY_USER:-wishlins}
[[ ${DEPLOY_REF:-} =~ ^[0-9a-f]{40}$ ]] || die 'DEPLOY_REF must be a whole commit: what is checked out must be what was tested.'
if [[ $DRY_RUN == 1 ]]; then
  say "would deploy $DEPLOY_REF on $host as $user"
  exit
fi

# Files, so that neither is among the arguments of a process; gone with this script.
umask 077
secrets=$(mktemp -d)
trap 'rm -rf "$secrets"' EXIT
printf '%s\n' "${SSH_KEY:?}" >"$secrets/key"
printf '%s\n' "${SSH_KNOWN_HOSTS:?}" >"$secrets/known_hosts"
ssh -i "$secrets/key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$secrets/known_hosts" \
  -o ConnectTimeout=20 -o ServerAliveInterval=15 "$user@$host" "apps/wishlins-miniapp/deploy/deploy.sh --ref $DEPLOY_REF"

[[ -n ${PUBLIC_URL:-} ]] || exit 0
curl --silent --show-error --fail --retry 5 --retry-delay 2 --retry-all-errors --max-time 20 --output /dev/null "$PUBLIC_URL/"
say "$PUBLIC_URL answers."
