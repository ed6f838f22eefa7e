#!/usr/bin/env bash
# Creates the six tables of EMQX's DynamoDB backend, as its documentation
# defines them. Needs no aws command.
#
#   test/dynamo_test.sh [endpoint]
#
# endpoint     default: $DYNAMODB_ENDPOINT, else http://localhost:8000
# AWS_REGION   default: us-west-2
#
# Exit: 0 all six are there, 1 they are not, 2 wrong usage.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ $# -gt 1 ]; then
  echo "usage: dynamo_test.sh [endpoint]" >&2
  exit 2
fi

fail() {
  echo "dynamo_test.sh: $1" >&2
  exit 1
}

. "$root/bin/java.sh"
find_java

# Installed beside this script, or built in the source tree.
libraries() {
  local dir
  for dir in "$root/lib" "$root/broker-server/target/dist/lib"; do
    if compgen -G "$dir/broker-persistence-dynamo-*.jar" >/dev/null; then
      echo "$dir/*"
      return
    fi
  done
}

classpath=$(libraries)
if [ -z "$classpath" ]; then
  command -v mvn >/dev/null 2>&1 ||
    fail "nothing is built and there is no mvn in PATH; install Maven 3.8 or newer"
  echo "building first: mvn -q -pl broker-server -am -DskipTests package" >&2
  (cd "$root" && mvn -q -B -pl broker-server -am -DskipTests package) >&2 ||
    fail "the build failed, see above"
  classpath=$(libraries)
fi
[ -n "$classpath" ] || fail "the build has left no jars in broker-server/target/dist/lib"

# The report is all there is to say; the log of the client is not part of it.
exec "$java" -XX:TieredStopAtLevel=1 -cp "$classpath" \
  -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider \
  -Dslf4j.internal.verbosity=WARN \
  io.dynamq.dynamo.backend.CreateTables "$@"
