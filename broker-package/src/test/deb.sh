#!/bin/sh
# Installs a Debian package on this machine, starts the broker as its own user, uses it, upgrades it
# to itself, removes and purges it, and prints what it does: broker-package/src/test/deb.sh <File>.
# As root, on a machine that has no dynamq; without systemd the unit's command line is run by hand.
# PORT (default 27000) is the first of four that are used. Ends with 1 where something is not so.
set -eu

package=$1
port=${PORT:-27000}
[ "$(id -u)" = 0 ] || { echo "deb.sh: run it as root" >&2; exit 1; }
! dpkg -s dynamq >/dev/null 2>&1 || { echo "deb.sh: dynamq is installed here" >&2; exit 1; }
export DYNAMQ_LISTENER__TCP__EXTERNAL=127.0.0.1:$port DYNAMQ_LISTENER__WS__EXTERNAL=off \
  DYNAMQ_ADMIN__LISTENER=127.0.0.1:$((port + 1)) \
  DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER=http://127.0.0.1:$((port + 2)) \
  DYNAMQ_LOG__DIR=/var/log/dynamq
where="--config /etc/dynamq/broker.conf --data-dir /var/lib/dynamq"

finish() {
  runuser -u dynamq -- dynamq stop --data-dir /var/lib/dynamq >/dev/null 2>&1 || true
  dpkg --purge dynamq >/dev/null 2>&1 || true
}
trap finish EXIT

run() {
  echo "\$ $*"
  sh -c "$*"
}

run dpkg -i "$package"
run id dynamq
run stat -c "'%U:%G %a %n'" /etc/dynamq/broker.conf /var/lib/dynamq /var/log/dynamq
run dpkg -s dynamq '|' grep -E "'^(Status|Version)'"
run dynamq version
run runuser -u dynamq -- dynamq check-config $where
run runuser -u dynamq -- dynamq start $where
export DYNAMQ_DATA_DIR=/var/lib/dynamq
run broker_ctl ping
run broker_ctl ready
run emqx_ctl status
run mosquitto_sub -p "$port" -i reader -c -q 1 -t "'home/#'" -E
run mosquitto_pub -p "$port" -q 1 -t home/kitchen -m 21.5
run emqx_ctl subscriptions show reader
run broker_ctl plan --clients=1000 --rate=100 '|' tail -n 1
run mosquitto_sub -p "$port" -i reader -c -q 1 -t "'home/#'" -C 1 -W 10
run runuser -u dynamq -- dynamq stop --data-dir /var/lib/dynamq
run "echo '# mine' >> /etc/dynamq/prices.conf"
run dpkg -i "$package"
run tail -n 1 /etc/dynamq/prices.conf
run runuser -u dynamq -- dynamq start $where
run emqx_ctl sessions list '|' cut -d, -f1
run runuser -u dynamq -- dynamq stop --data-dir /var/lib/dynamq
# The class archive that a first start makes at the lowest priority runs as that user.
while pgrep -u dynamq >/dev/null; do sleep 1; done
run man -w dynamq dynamq.conf broker_ctl '||' true
run dpkg --remove dynamq
run ls /etc/dynamq /var/lib/dynamq
run dpkg --purge dynamq
for left in /etc/dynamq /var/lib/dynamq /var/log/dynamq /usr/share/dynamq /usr/bin/broker_ctl; do
  [ ! -e "$left" ] || { echo "deb.sh: $left is left" >&2; exit 1; }
done
! getent passwd dynamq >/dev/null || { echo "deb.sh: the user is left" >&2; exit 1; }
echo "nothing is left"
