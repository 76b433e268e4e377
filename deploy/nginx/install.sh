#!/usr/bin/env bash
# Writes the configuration of the server's nginx, tests it, and takes it into use; one that nginx refuses is taken back.
#
#   DOMAIN=wishlins.example deploy/nginx/install.sh [--dry-run] [--render FOLDER]
#
# As long as there is no certificate, only what Let's Encrypt needs to give one is served: run it again afterwards.
# --render writes to FOLDER and does nothing else.
#
# Settings, from the environment or .env:
#   DOMAIN                  the domain that leads to this server
#   CERTIFICATE             the folder with fullchain.pem and privkey.pem; /etc/letsencrypt/live/DOMAIN when empty
#   BACKEND_PORT, BACKEND_2_PORT, FRONTEND_PORT, FRONTEND_2_PORT   as in docker-compose.prod.yml
#   API_RATE, PAGES_RATE, SESSIONS_RATE   requests a second from one address; 100, 100, 10
#   NGINX_ROOT              where the configuration is; /etc/nginx when empty
#   NGINX_VERSION           of the nginx that will read it; asked of nginx when empty
#   HTTP_PORT, HTTPS_PORT   80 and 443 when empty
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

render=''
while [[ $# -gt 0 ]]; do
  case $1 in
    --help) usage && exit ;;
    --dry-run) DRY_RUN=1 ;;
    --render) render=${2:?--render needs a folder} && shift ;;
    *) misuse "what is $1?" ;;
  esac
  shift
done

here=$DEPLOY_DIR/nginx
domain=$(setting DOMAIN)
[[ $domain =~ ^[a-z0-9.-]+$ ]] || die 'DOMAIN must be the domain that leads to this server, in lower case.'
root=$(setting NGINX_ROOT /etc/nginx)
certificate=$(setting CERTIFICATE "/etc/letsencrypt/live/$domain")
version=$(setting NGINX_VERSION)
[[ -n $version ]] || version=$(nginx -v 2>&1 | sed -E 's#.*nginx/([0-9.]+).*#\1#')

# at_least A B: whether version A is B or newer.
at_least() { [[ $(printf '%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

webhook=''
[[ $(setting TELEGRAM_MODE polling) != webhook ]] || webhook="include $root/wishlins/webhook.conf;"

http2='' http2_listen=' http2' brotli=''
if at_least "$version" 1.25.1; then http2='http2 on;' http2_listen=''; fi
if compgen -G "$root/modules-enabled/*brotli-filter*" >/dev/null; then
  brotli='brotli on; brotli_comp_level 5; brotli_min_length 512; brotli_types application/json image/svg+xml text/css text/javascript;'
fi

fill() {
  sed -e "s#@DOMAIN@#$domain#g" -e "s#@CONFIG@#$root#g" -e "s#@CERTIFICATE@#$certificate#g" \
    -e "s#@CACHE@#$(setting NGINX_CACHE /var/cache/wishlins)#g" -e "s#@BROTLI@#$brotli#g" -e "s#@LOGS@#$(setting NGINX_LOGS /var/log/nginx)#g" \
    -e "s#@HTTP2@#$http2#g" -e "s#@HTTP2_LISTEN@#$http2_listen#g" \
    -e "s#@HTTP_PORT@#$(setting HTTP_PORT 80)#g" -e "s#@HTTPS_PORT@#$(setting HTTPS_PORT 443)#g" \
    -e "s#@BACKEND_PORT@#$(setting BACKEND_PORT 8000)#g" -e "s#@BACKEND_2_PORT@#$(setting BACKEND_2_PORT 8001)#g" \
    -e "s#@FRONTEND_PORT@#$(setting FRONTEND_PORT 8080)#g" -e "s#@FRONTEND_2_PORT@#$(setting FRONTEND_2_PORT 8081)#g" \
    -e "s#@WEBHOOK@#$webhook#g" -e "s#@BOT_ADDRESS@#$(setting BOT_ADDRESS 172.30.83.250)#g" \
    -e "s#@API_RATE@#$(setting API_RATE 100)#g" -e "s#@PAGES_RATE@#$(setting PAGES_RATE 100)#g" \
    -e "s#@SESSIONS_RATE@#$(setting SESSIONS_RATE 10)#g" "$here/$1"
}

# write FOLDER WITH_TLS: the whole configuration.
write() {
  mkdir -p "$1/conf.d" "$1/wishlins"
  for file in headers.conf headers-only.conf patience.conf proxy.conf tls.conf webhook.conf unavailable.html; do fill $file >"$1/wishlins/$file"; done
  fill http.conf >"$1/conf.d/wishlins-http.conf"
  if [[ $2 == 1 ]]; then fill https.conf >"$1/conf.d/wishlins-https.conf"; else rm -f "$1/conf.d/wishlins-https.conf"; fi
}

# make_room FILE: Debian's 768 connections a process would be 384 people, because a request that is passed on takes two.
make_room() {
  [[ -e $1 ]] || return 0
  sed -i -E 's/\bworker_connections\s+[0-9]+;/worker_connections 8192;/' "$1"
  grep -q '^worker_rlimit_nofile' "$1" || sed -i 's/^events\b/worker_rlimit_nofile 16384;\n&/' "$1"
}

if [[ -n $render ]]; then
  write "$render" 1
  make_room "$render/nginx.conf"
  exit
fi

tls=0
[[ ! -e $certificate/fullchain.pem ]] || tls=1
if [[ $DRY_RUN == 1 ]]; then
  say "would write $root/conf.d/wishlins-http.conf, $([[ $tls == 0 ]] || echo "$root/conf.d/wishlins-https.conf, ")$root/wishlins/ for $domain (nginx $version), remove $root/sites-enabled/default, test and reload nginx."
  exit
fi

kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
mkdir -p "$root/conf.d" "$root/wishlins" /var/www/letsencrypt
cp -a "$root/conf.d" "$root/wishlins" "$root/nginx.conf" "$kept/"
write "$root" $tls
make_room "$root/nginx.conf"
rm -f "$root/sites-enabled/default"
if ! nginx -t -q; then
  rm -rf "$root/conf.d" "$root/wishlins"
  cp -a "$kept/conf.d" "$kept/wishlins" "$kept/nginx.conf" "$root/"
  die 'nginx refuses the configuration (above); the one before is back, and nothing was reloaded.'
fi
if [[ -d /run/systemd/system ]]; then systemctl reload nginx; else nginx -s reload; fi
say "nginx serves $domain$([[ $tls == 1 ]] || echo ' without TLS: get a certificate, then run this again')."
