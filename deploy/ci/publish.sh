#!/usr/bin/env bash
# Builds the images of the stack, and pushes them when there is a registry.
#
#   deploy/ci/publish.sh [--dry-run]
#
# From the environment:
#   WISHLINS_VERSION                     the tag: a commit
#   REGISTRY                             such as ghcr.io/owner; nothing is pushed when empty
#   REGISTRY_USER, REGISTRY_PASSWORD     who we are there
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

[[ ${WISHLINS_VERSION:-} =~ ^[A-Za-z0-9._-]+$ ]] || die 'WISHLINS_VERSION must be a tag.'
registry=${REGISTRY:-}
# Building needs none of the settings, but compose wants to see them all.
export PUBLIC_URL=https://wishlins.example WISHLINS_VERSION
[[ -z $registry ]] || export IMAGES=${registry,,}/wishlins
run compose build
if [[ -z $registry ]]; then
  say 'There is no REGISTRY: the images stay here.'
  exit
fi
if [[ $DRY_RUN == 0 ]]; then
  docker login --username "${REGISTRY_USER:?}" --password-stdin "${registry%%/*}" <<<"${REGISTRY_PASSWORD:?}"
fi
run compose push
