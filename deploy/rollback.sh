#!/usr/bin/env bash
# Puts the version before back, one service after the other, without a failed request.
#
#   deploy/rollback.sh [VERSION] [--dry-run]
#
# VERSION is a commit; what ran before the last release when it is left out. The database stays as it is: the version before
# runs on the schema after. Its images are built again if they are gone.
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/release.sh
source "$DEPLOY_DIR/release.sh"

main() {
  local target=''
  for argument in "$@"; do
    case $argument in
      --help) usage && exit ;;
      --dry-run) DRY_RUN=1 ;;
      -*) misuse "what is $argument?" ;;
      *) target=$argument ;;
    esac
  done
  cd "$APP_DIR"
  target=${target:-$(version_of previous)}
  [[ -n $target ]] || die 'nothing ran before what runs now.'
  target=$(git rev-parse --verify --short=12 "$target^{commit}")
  local current
  current=$(version_of current)
  if [[ $DRY_RUN == 1 ]]; then
    say "would put $target in the place of $current: $(services | tr '\n' ' ')one by one."
    exit
  fi
  one_at_a_time
  git checkout --quiet --detach "$target"
  export WISHLINS_VERSION=$target
  step "Putting $target in the place of $current"
  # shellcheck disable=SC2046 # one word per image
  docker image inspect $(compose config --images | grep ":$target$") >/dev/null 2>&1 || compose build --quiet
  replace "$target" || die "$target does not become healthy: deploy/doctor.sh looks for the cause."
  check
  remember "$target"
  step "Done: $target is live. Forward to $current with: deploy/rollback.sh $current"
}

main "$@"
exit
