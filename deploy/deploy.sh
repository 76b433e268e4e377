#!/usr/bin/env bash
# Brings a new version live without a failed request, or leaves the old one serving.
#
#   deploy/deploy.sh [--ref REF] [--no-backup] [--dry-run]
#
# pull → checks → backup → build → migrate → rehearse the new images beside the old → replace one by one → check. What does
# not become healthy is rolled back. Migrations stay: the version before runs on the schema after.
#
#   --ref REF      a branch, tag or commit instead of what the server's branch follows
#   --no-pull      what is checked out
#   --no-backup    without the backup (for a trial; never for people's data)
#   --dry-run      says what it would do
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/release.sh
source "$DEPLOY_DIR/release.sh"

main() {
  local given=("$@") ref='' pull=1 backup=1
  while [[ $# -gt 0 ]]; do
    case $1 in
      --help) usage && exit ;;
      --dry-run) DRY_RUN=1 ;;
      --no-backup) backup=0 ;;
      --no-pull) pull=0 ;;
      --ref) ref=${2:?--ref needs a branch, tag or commit} && shift ;;
      *) misuse "what is $1?" ;;
    esac
    shift
  done

  cd "$APP_DIR"
  local before
  before=$(version_of current)
  if [[ $DRY_RUN == 1 ]]; then
    say "would bring ${ref:-what the branch follows} live in place of ${before:-nothing}: pull, check, $([[ $backup == 1 ]] || echo no)backup, build, migrate, rehearse, replace $(services | tr '\n' ' ')one by one, check."
    exit
  fi

  if [[ $pull == 1 ]]; then
    step 'Pulling'
    pull "$ref"
    # The rest is done as the new version wants it done.
    exec "$DEPLOY_DIR/deploy.sh" "${given[@]}" --no-pull
  fi
  one_at_a_time
  local version
  version=$(git rev-parse --short=12 HEAD)
  export WISHLINS_VERSION=$version

  step "Checking before $version takes the place of ${before:-nothing}"
  check_ground
  step 'Backup'
  make_backup "$backup"
  step 'Building'
  compose build --quiet || give_up "$before" 'The images cannot be built; nothing was replaced.'
  step 'Migrating'
  # PostgreSQL archives there as a user of its own; nobody else gets past the folder above.
  (umask 077 && mkdir -p "$(setting BACKUPS_DIR "$HOME/backups")")
  install -d -m 2777 "$(setting BACKUPS_DIR "$HOME/backups")/wal"
  if ! WISHLINS_VERSION=${before:-$version} compose up --detach --no-recreate --wait postgres >/dev/null 2>"$STATE/log"; then
    sed 's/^/    /' "$STATE/log" | tail -15
    give_up "$before" 'The database does not start; nothing was replaced.'
  fi
  compose run --rm --no-deps migrate || give_up "$before" 'The migration failed; nothing was replaced.'
  step 'Rehearsing'
  local service
  for service in backend frontend; do
    rehearse "$service" || give_up "$before" 'Nothing was replaced.'
    say "  $service becomes healthy"
  done
  step 'Replacing'
  if ! { replace "$version" && step Checking && check; }; then
    roll_back "$before"
  fi
  remember "$version"
  forget_images "$version" "$before"
  step "Done: $version is live.${before:+ Back to $before with: deploy/rollback.sh}"
}

pull() {
  git fetch --quiet --tags origin
  if [[ -n $1 ]]; then
    git checkout --quiet --detach "$(git rev-parse --verify --quiet "origin/$1^{commit}" || git rev-parse --verify "$1^{commit}")"
  elif git symbolic-ref --quiet HEAD >/dev/null; then
    git merge --quiet --ff-only '@{upstream}'
  else
    # A roll-back or a --ref has left the branch: what origin calls its main one is followed again.
    git checkout --quiet --detach origin/HEAD
  fi
  say "  at $(git log -1 --format='%h %s')"
}

check_ground() {
  docker info >/dev/null 2>&1 || die 'Docker does not answer.'
  [[ -r $ENV_FILE ]] || die "there is no $ENV_FILE: copy deploy/env.example and fill it in."
  git diff --quiet HEAD || die 'there are changes that are not committed: git status shows them.'
  "$DEPLOY_DIR/secrets.sh" >/dev/null || die 'the secrets are not complete.'
  compose config --quiet || die 'the settings of the stack are wrong.'
  local free
  free=$(df --output=avail -m "$APP_DIR" | tail -1)
  [[ $free -gt 1500 ]] || die "only $free MB are free here; a release needs 1500."
  say '  Docker, settings, secrets and disk are fit'
}

make_backup() {
  if [[ $1 == 0 || -z $(compose ps --quiet postgres 2>/dev/null) ]]; then
    say '  none: there is no database yet, or it was not wanted'
  elif [[ -x $DEPLOY_DIR/backup.sh ]]; then
    "$DEPLOY_DIR/backup.sh" point | sed 's/^/  /'
  else
    die 'deploy/backup.sh is missing; --no-backup goes on without.'
  fi
}

# give_up BEFORE WHY: nothing was touched yet, so only the files go back.
give_up() {
  say "$2"
  [[ -z $1 ]] || git checkout --quiet --detach "$1"
  die "not deployed; ${1:-nothing} goes on."
}

roll_back() {
  [[ -n $1 ]] || die 'not deployed, and there is no version to roll back to.'
  step "Rolling back to $1"
  git checkout --quiet --detach "$1"
  replace "$1" && check && die "not deployed; $1 serves again, as before."
  die "NOT deployed, and the roll-back failed as well: deploy/doctor.sh looks for the cause."
}

forget_images() {
  docker image ls --format '{{.Repository}}:{{.Tag}}' | grep -E "^$(setting IMAGES wishlins)-(frontend|backend|bot|fetcher):[0-9a-f]{12}$" |
    grep -vE ":($1|${2:-none})$" | xargs --no-run-if-empty docker image rm >/dev/null 2>&1 || true
}

main "$@"
exit
