package io.dynamq.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What shells complete: the words of the table of commands. Run with {@code -Ddynamq.update=true} to
 * write the files anew.
 */
class CompletionTest {
  private static final Path FILES =
      Path.of("").toAbsolutePath().getParent().resolve("broker-package/src/completion");

  private static final List<String> EVERYWHERE =
      List.of("--json", "--data-dir", "--aws", "--config", "--help");

  private static List<Command> rows() {
    return Commands.groups().stream()
        .flatMap(group -> Commands.ofGroups(List.of(group)).stream())
        .filter(row -> !row.isAbsent())
        .toList();
  }

  /** Each command with its words and options, such as {@code why --topic --msgid}. */
  private static List<String> lines() {
    Set<String> lines = new LinkedHashSet<>();
    for (Command row : rows()) {
      List<String> words = new ArrayList<>(row.words());
      row.options().forEach(option -> words.add("--" + option));
      lines.add(String.join(" ", words));
    }
    return List.copyOf(lines);
  }

  private static String listed(String indent) {
    return lines().stream().map(line -> indent + line).collect(Collectors.joining("\n"));
  }

  @Test
  void bash() throws IOException {
    same("broker_ctl.bash", BASH.formatted(listed(""), String.join(" ", EVERYWHERE)));
    assertThat(completed("clients", "")).containsExactlyInAnyOrder("list", "show", "kick");
    assertThat(completed("clients", "k")).containsExactly("kick");
    assertThat(completed("undel")).containsExactly("undelivered");
    assertThat(completed("why", "c1", "--t")).containsExactly("--topic");
    assertThat(completed("log", "handlers", "s"))
        .containsExactlyInAnyOrder("start", "stop", "set-level");
    assertThat(completed("status", "--js")).containsExactly("--json");
  }

  @Test
  void zsh() throws IOException {
    same("_broker_ctl", ZSH.formatted(listed("  '").replace("\n", "'\n") + "'", everywhere()));
  }

  @Test
  void fish() throws IOException {
    same("broker_ctl.fish", FISH.formatted(listed("  '").replace("\n", "' \\\n") + "'", everywhere()));
  }

  private static String everywhere() {
    return String.join(" ", EVERYWHERE);
  }

  /** What bash offers behind these words. */
  private static List<String> completed(String... words) throws IOException {
    String script =
        "source '%s'; COMP_WORDS=(broker_ctl %s); COMP_CWORD=%d; _broker_ctl; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(
                FILES.resolve("broker_ctl.bash"),
                List.of(words).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")),
                words.length);
    Process process = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isEmpty())
        .distinct()
        .toList();
  }

  private static void same(String name, String expected) throws IOException {
    Path file = FILES.resolve(name);
    if (Boolean.getBoolean("dynamq.update")) {
      Files.createDirectories(FILES);
      Files.writeString(file, expected);
    }
    assertThat(file).as("run the test with -Ddynamq.update=true").content().isEqualTo(expected);
  }

  private static final String BASH =
      """
      # Completion of broker_ctl and emqx_ctl for bash; written by CompletionTest.

      _broker_ctl_commands='%s'

      _broker_ctl() {
        local current=${COMP_WORDS[COMP_CWORD]} line word typed index
        local -a typed_words=() candidates=()
        for ((index = 1; index < COMP_CWORD; index++)); do
          [[ ${COMP_WORDS[index]} == -* ]] || typed_words+=("${COMP_WORDS[index]}")
        done
        while IFS= read -r line; do
          index=0
          for word in $line; do
            if [[ $word == --* ]]; then
              candidates+=("$word")
            elif ((index >= ${#typed_words[@]})); then
              candidates+=("$word")
              break
            elif [[ $word != "${typed_words[index]}" ]]; then
              break
            fi
            ((index++))
          done
        done <<<"$_broker_ctl_commands"
        [[ $current == -* ]] && candidates+=(%s)
        COMPREPLY=($(compgen -W "${candidates[*]}" -- "$current"))
      }

      complete -F _broker_ctl broker_ctl emqx_ctl
      """;

  private static final String ZSH =
      """
      #compdef broker_ctl emqx_ctl
      # Completion for zsh; written by CompletionTest.

      local -a known typed candidates
      local line word
      integer index
      known=(
      %s
      )
      typed=(${${words[2,CURRENT-1]}:#-*})
      for line in $known; do
        index=1
        for word in ${=line}; do
          if [[ $word == --* ]]; then
            candidates+=($word)
          elif (( index > $#typed )); then
            candidates+=($word)
            break
          elif [[ $word != $typed[index] ]]; then
            break
          fi
          (( index++ ))
        done
      done
      [[ $words[CURRENT] == -* ]] && candidates+=(%s)
      compadd -- ${(u)candidates}
      """;

  private static final String FISH =
      """
      # Completion of broker_ctl and emqx_ctl for fish; written by CompletionTest.

      set -g __broker_ctl_commands \\
      %s

      function __broker_ctl_next
        set -l typed
        for word in (commandline -opc)[2..-1]
          string match -q -- '-*' $word; or set -a typed $word
        end
        for line in $__broker_ctl_commands
          set -l index 1
          for word in (string split ' ' -- $line)
            if string match -q -- '--*' $word
              echo $word
            else if test $index -gt (count $typed)
              echo $word
              break
            else if test $word != $typed[$index]
              break
            end
            set index (math $index + 1)
          end
        end
        string split ' ' -- '%s'
      end

      complete -c broker_ctl -f -a '(__broker_ctl_next)'
      complete -c emqx_ctl -f -a '(__broker_ctl_next)'
      """;
}
