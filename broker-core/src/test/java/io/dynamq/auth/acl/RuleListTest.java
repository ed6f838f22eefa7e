package io.dynamq.auth.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.setting.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading acl.conf. */
class RuleListTest {

  private static List<String> problems(String text) {
    List<Problem> problems = new ArrayList<>();
    RuleList rules = RuleList.parse("acl.conf", text, problems);
    assertThat(rules == null).isEqualTo(!problems.isEmpty());
    return problems.stream().map(Problem::toString).toList();
  }

  @Test
  void takesEveryFormThatEmqxTakes() {
    String text =
        """
        %% comment with {braces}. and "quotes
        {allow, {user, "dashboard"}, subscribe, ["$SYS/#"]}. % behind
        {allow, {ipaddr, "127.0.0.1"}, pubsub, ["$SYS/#", "#"]}.
        {deny, {ipaddr, "10.0.0.0/8"}, pubsub, ["a"]}. {deny, {ipaddr, "fe80::/10"}, pubsub, "a"}.
        {allow, {ipaddrs, ["127.0.0.1", "::1", "192.168.0.0/16"]}, publish, [<<"a/b">>]}.
        {allow, {client, "id"}, publish, [<<"\\x{e9}t\\"\\303"/utf8>>, "a/" "b"]}.
        {allow, {user, all}, pubsub, ["a"]}.
        {allow, {'client', 'all'}, 'pubsub', ["a/%c/+/%u/#", {eq, "a/+/%c"}]}.
        {allow,
          {'and', [{user, "u"}, {'or', [{ipaddr, "127.0.0.1"}, {client, "c"}, all]}]},
          pubsub,
          ["a"]}.
        {deny, all, subscribe, ["$SYS/#", {eq, "#"}]}.
        {deny, all}.
        {allow, all}.""";
    assertThat(problems(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "%% nothing", "\uFEFF% with a mark in front\r\n"})
  void takesAFileWithoutRules(String text) {
    assertThat(problems(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{allow, all} | the end of the file stands here, expected a full stop behind the term",
        "{allow, all | acl.conf:1: rule 1: the end of the file stands here, expected a comma or }",
        "{allow, all}} . | '}' stands here, expected a full stop behind the term",
        "{permit, all}. | 'permit' stands here, expected allow or deny",
        "allow. | 'allow' is no rule, expected {allow, all}",
        "{allow, all, pubsub}. | is no rule, expected {allow, all}",
        "{allow, everyone, pubsub, [\"a\"]}. | 'everyone' says not whom the rule is about, expected all",
        "{allow, {usr, \"a\"}, pubsub, [\"a\"]}. | '{usr, \"a\"}' says not whom",
        "{allow, {user, bob}, pubsub, [\"a\"]}. | 'bob' is no name, expected a text in quotes or all",
        "{allow, {ipaddr, \"10.0.0.0/33\"}, pubsub, [\"a\"]}. | \"10.0.0.0/33\" is no address",
        "{allow, {ipaddr, \"localhost\"}, pubsub, [\"a\"]}. | \"localhost\" is no address",
        "{allow, {ipaddr, \"1.2.3\"}, pubsub, [\"a\"]}. | \"1.2.3\" is no address",
        "{allow, {ipaddr, \"fe80::1::2\"}, pubsub, [\"a\"]}. | is no address, expected one such as",
        "{allow, {ipaddrs, []}, pubsub, [\"a\"]}. | '[]' stands here, expected a list of addresses",
        "{allow, {'and', []}, pubsub, [\"a\"]}. | '[]' stands here, expected a list such as",
        "{allow, all, read, [\"a\"]}. | 'read' stands here, expected publish or subscribe or pubsub",
        "{allow, all, pubsub, []}. | '[]' stands here, expected a list of topics",
        "{allow, all, pubsub, [a]}. | 'a' is no topic, expected",
        "{allow, all, pubsub, [\"a/b#\"]}. | is no topic filter: the wildcard '#' must fill",
        "{allow, all, pubsub, [\"\"]}. | is no topic filter",
        "{allow, all, subscribe, [\"$share/g/a\"]}. | would match nothing, expected the filter behind",
        "{allow, all, pubsub, [\"a/%cna\"]}. | has %cna, expected %c or %u",
        "{allow, All}. | 'All' is no term",
        "{allow, all, pubsub, [\"a]}. | the text that begins here has no closing \"",
        "{allow, all, pubsub, [<<\"a\"/latin1>>]}. | 'latin1' stands here, expected utf8",
        "{allow, all, pubsub, [\"\\x{zz}\"]}. | \\x is followed by no character's number",
      })
  void saysWhatIsWrong(String text, String expected) {
    assertThat(problems(text))
        .first()
        .asString()
        .startsWith("acl.conf:1: rule 1: ")
        .contains(expected.replace("acl.conf:1: rule 1: ", ""));
  }

  @Test
  void tellsEveryMistakeWithItsLine() {
    String text =
        """
        {allow, all, pubsub, ["a"]}.
        {allow, nobody, pubsub, ["a"]}.

        {allow, all, pubsub,
          ["ok", "b#"]}.
        {allow all}.
        {deny, all}.
        {deny, sub}.
        """;
    assertThat(problems(text))
        .extracting(line -> line.substring(0, line.indexOf(": ", 12)))
        .containsExactly(
            "acl.conf:2: rule 2", "acl.conf:5: rule 3", "acl.conf:6: rule 4", "acl.conf:8: rule 6");
  }

  @Test
  void refusesEndlessNestingWithoutDeepRecursion() {
    String text = "{allow, " + "{'and', [".repeat(100_000) + "all";
    assertThat(problems(text)).singleElement().asString().contains("nested too deeply");
  }
}
