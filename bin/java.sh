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

# Loading thousands of classes is half of a start. A JVM that has loaded them once can keep them in a
# file that the next one maps. Sets archive to that file if there is one for this Java, this place and
# these jars, and archive_place to where one can be made: beside the jars, or else in the directory
# given. Without either a start just takes longer.
find_archive() {
  real=$(readlink -f "$java" 2>/dev/null)
  mark=$( (echo "$real $lib" && ls "$lib" && cat "${real%/bin/java}/release") 2>/dev/null | cksum)
  mark=${mark%% *}
  archive=
  archive_place=
  for directory in "$(dirname "$lib")" "$1"; do
    for file in "$directory/classes-$mark"-*.jsa; do
      if is_whole "$file" && [ -z "$(find -H "$lib" -newer "$file" | head -n 1)" ]; then
        archive=$file
        return
      fi
    done
    if [ -z "$archive_place" ] && [ -w "$directory" ]; then archive_place=$directory; fi
  done
}

# A JVM may crash on a file that has lost its end, so its length is in its name.
is_whole() {
  [ -r "$1" ] || return 1
  length=${1##*-}
  [ "$(($(wc -c <"$1")))" = "${length%.jsa}" ]
}

# Makes it where nobody waits: beside the first start, at the lowest priority, by the start and stop
# of a broker of its own. A name that ends with .new is of one who makes it now, was killed, or has
# failed; after ten minutes it is tried again.
make_archive() {
  [ -z "$archive" ] && [ -n "$archive_place" ] || return 0
  find -H "$archive_place" -maxdepth 1 -name 'classes-*.new' -mmin +10 -exec rm -f {} + 2>/dev/null
  for other in "$archive_place"/classes-*.new; do
    [ ! -e "$other" ] || return 0
  done
  # Not a child of what this shell becomes, which would not know what to do with it.
  (rehearse </dev/null >/dev/null 2>&1 &)
}

rehearse() {
  trap '' HUP INT
  # Programs are for everyone who may run them.
  umask 022
  new=$archive_place/classes-$mark.$$.new
  : >"$new" || return
  # shellcheck disable=SC2046
  if nice -n 19 "$java" $(flags) -XX:ArchiveClassesAtExit="$new" -cp "$lib/*" \
    io.dynamq.server.Rehearsal && [ -s "$new" ]; then
    # On the disk before it has its name: nor may a power cut leave half of it.
    sync "$new" || sync
    rm -f "$archive_place"/classes-*.jsa
    mv -f "$new" "$archive_place/classes-$mark-$(($(wc -c <"$new"))).jsa"
  else
    rm -f "$new"
    : >"$new"
  fi
}

# A JVM that cannot use the archive goes on without it; why is of no interest to anybody.
quiet_archive() {
  printf '%s ' -Xlog:cds=off -Xlog:cds+dynamic=off
  if [ "$java_version" -ge 24 ]; then printf '%s ' -Xlog:aot=off; fi
}
