# Finds a Java that is new enough; read by the scripts, which define fail.

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME but there is no bin/java in it"
  else
    java=$(command -v java) || fail "there is no java; install Java 17 or newer or set JAVA_HOME"
  fi
  java_version=$(version_in_release)
  # Asking it costs a JVM's start. The first line is: openjdk version "17.0.15" ...
  [ -n "$java_version" ] ||
    java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
  case $java_version in
    '') fail "$java does not tell its version; install Java 17 or newer or set JAVA_HOME" ;;
  esac
  [ "$java_version" -ge 17 ] ||
    fail "$java is Java $java_version; install Java 17 or newer or set JAVA_HOME"
}

# The version that a Java installation states in its file "release", if it has one.
version_in_release() {
  real=$(readlink -f "$java" 2>/dev/null) || return 0
  release=$(dirname "$(dirname "$real")")/release
  [ ! -r "$release" ] || sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
}

# What newer versions of Java want to be told before they let Netty and RocksDB use native memory.
java_flags() {
  if [ "$java_version" -ge 24 ]; then printf '%s ' --sun-misc-unsafe-memory-access=allow; fi
  if [ "$java_version" -ge 22 ]; then printf '%s ' --enable-native-access=ALL-UNNAMED; fi
}
