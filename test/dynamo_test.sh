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

java=${JAVA_HOME:+$JAVA_HOME/bin/java}
java=${java:-$(command -v java || true)}
if [ -z "$java" ] || [ ! -x "$java" ]; then
  echo "no java found: set JAVA_HOME or put java on the PATH" >&2
  exit 1
fi

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
  echo "building first: mvn -q -DskipTests package" >&2
  (cd "$root" && mvn -q -B -DskipTests package) >&2
  classpath=$(libraries)
fi
if [ -z "$classpath" ]; then
  echo "the build has left no jars in broker-server/target/dist/lib" >&2
  exit 1
fi

# The report is all there is to say; the log of the client is not part of it.
exec "$java" -XX:TieredStopAtLevel=1 -cp "$classpath" \
  -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider \
  -Dslf4j.internal.verbosity=WARN \
  io.dynamq.dynamo.backend.CreateTables "$@"
