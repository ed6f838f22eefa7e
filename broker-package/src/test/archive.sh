#!/bin/sh
# Unpacks the archive as a user would, starts the broker from it, asks it and stops it.
set -eu

work=$(mktemp -d)
home=$work/$(basename "$1" .tar.gz)
finish() {
  "$home/bin/broker" stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

tar xzf "$1" -C "$work"
for name in bin/broker bin/emqx_ctl etc/broker.conf etc/acl.conf lib docs data LICENSE; do
  [ -e "$home/$name" ] || { echo "the archive has no $name" >&2; exit 1; }
done
unset DYNAMQ_SKIP_BUILD DYNAMQ_DATA_DIR
export DYNAMQ_LISTENER__TCP__EXTERNAL=127.0.0.1:0 DYNAMQ_LISTENER__WS__EXTERNAL=off \
  DYNAMQ_ADMIN__LISTENER=127.0.0.1:0 \
  DYNAMQ_PERSISTENCE=memory DYNAMQ_BACKEND__DYNAMO__EMBEDDED=off
"$home/bin/broker" start
unset DYNAMQ_ADMIN__LISTENER
[ "$("$home/bin/emqx_ctl" ready)" = ready ]
[ "$("$home/bin/broker_ctl" ping)" = pong ]
"$home/bin/broker" stop
