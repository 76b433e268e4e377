#!/usr/bin/env bash
# Run in the container `recovery`, beside the database in use: puts the cluster together as it was at a moment, out of the
# archive, and serves it on its socket alone. "latest" is all that there is.
set -euo pipefail

target=(--type=time --target="$1" --target-action=promote)
[[ $1 != latest ]] || target=(--type=default)
pgbackrest restore --pg1-path="$PGDATA" --archive-mode=off "${target[@]}"
exec postgres -c listen_addresses= -c unix_socket_directories="${2:-/var/run/postgresql}" -c max_connections=100 -c shared_buffers=64MB
