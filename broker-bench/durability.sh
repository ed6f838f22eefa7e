#!/bin/sh
# What each durability mode costs: broker-bench/durability.sh [directory]
# Starts the embedded store in a process of its own and a broker in front of it, once for each mode,
# and puts them under io.dynamq.bench.durability.AckBench: paced and unpaced with subscribers that are
# online, unpaced with subscribers that are away. Needs curl and a build (bin/broker makes it; the
# bench itself: mvn -q package -DskipTests -pl broker-bench -am).
# Environment: PORT (default 25000; the two above it are used too), RATE (5000), SECONDS_EACH (10),
# ROUNDS (1), MODES ("memory wal-interval wal-always wal-never store").
set -u
home=$(cd "$(dirname "$0")/.." && pwd -P) || exit 1
work=${1:-$(mktemp -d)}
port=${PORT:-25000}
rate=${RATE:-5000}
seconds=${SECONDS_EACH:-10}
lib=$home/broker-server/target/dist/lib
bench=$home/broker-bench/target/classes
[ -d "$lib" ] && [ -d "$bench" ] || { echo "durability.sh: build first" >&2; exit 1; }

metric() {
  curl -s -H "Authorization: Bearer $(cat "$work/broker/admin.token")" \
    "http://127.0.0.1:$((port + 2))/ctl/metrics" | sed -n "s/^ *\"$1\" : \([0-9]*\).*/\1/p"
}

load() {
  what=$1
  shift
  items=$(metric store.flushed)
  requests=$(metric store.requests)
  elided=$(metric store.elided)
  out=$(java -Xmx200m -XX:+UseSerialGC -cp "$bench" io.dynamq.bench.durability.AckBench \
    --port "$port" --seconds "$seconds" --pid "$(cat "$work/broker/broker.pid")" "$@" 2>&1) || echo "$out" >&2
  sleep 2
  sent=$(echo "$out" | sed -n 's/^acknowledged: \([0-9]*\) of.*/\1/p')
  echo "$mode | $what | $(echo "$out" | sed -n 's/^qos 1, [a-z]*: //p')" \
    "| $(echo "$out" | sed -n 's/^received: //p')" \
    "| $sent published, store items $(($(metric store.flushed) - items))," \
    "requests $(($(metric store.requests) - requests))," \
    "elided $(($(metric store.elided) - elided))" \
    "| load $(cut -d' ' -f1 /proc/loadavg)"
}

for round in $(seq "${ROUNDS:-1}"); do
  for mode in ${MODES:-memory wal-interval wal-always wal-never store}; do
    rm -rf "$work/broker" "$work/store"
    mkdir -p "$work/store"
    java -Xmx1g -XX:+UseSerialGC -cp "$lib/*" io.dynamq.dynamodb.Main \
      --port "$((port + 1))" --data-dir "$work/store" >"$work/store.out" 2>&1 &
    store=$!
    sleep 3
    fsync=interval
    case $mode in wal-*) fsync=${mode#wal-} ;; esac
    DYNAMQ_LISTENER__TCP__EXTERNAL=127.0.0.1:$port DYNAMQ_LISTENER__WS__EXTERNAL=off \
      DYNAMQ_BACKEND__DYNAMO__EMBEDDED=off DYNAMQ_LOG__DIR=$work/broker/log \
      DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER=http://127.0.0.1:$((port + 1)) \
      DYNAMQ_ADMIN__LISTENER=127.0.0.1:$((port + 2)) DYNAMQ_WAL__FSYNC=$fsync \
      DYNAMQ_STORE__CLAIM_TIMEOUT=30s \
      DYNAMQ_ZONE__EXTERNAL__MAX_MQUEUE_LEN=0 DYNAMQ_DURABILITY__ACK_AFTER=${mode%%-*} \
      "$home/bin/broker" start --data-dir "$work/broker" >"$work/broker.out" 2>&1 || {
      cat "$work/broker.out" >&2
      kill "$store"
      exit 1
    }
    load "online, $rate/s" --rate "$rate" --window 1000
    load "online, unpaced"
    load "away, $((rate / 5))/s" --rate "$((rate / 5))" --window 1000 --away 1
    kill "$(cat "$work/broker/broker.pid")"
    while kill -0 "$(cat "$work/broker/broker.pid" 2>/dev/null)" 2>/dev/null; do sleep 1; done
    kill "$store"
    wait "$store" 2>/dev/null
  done
done
