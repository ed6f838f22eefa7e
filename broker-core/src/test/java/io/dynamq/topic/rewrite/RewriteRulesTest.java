package io.dynamq.topic.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RewriteRulesTest {
  private static final RewriteRules.Client CLIENT = new RewriteRules.Client("c1", "anna");

  private static RewriteRules rules(String... lines) {
    return new RewriteRules(Stream.of(lines).map(RewriteRule::parse).toList());
  }

  private static String rewrite(RewriteRules rules, String topic) {
    return rules.rewrite(topic, CLIENT);
  }

  /** The example of EMQX's documentation. */
  @Test
  void rewritesAsTheDocumentationOfEmqxShows() {
    RewriteRules rules =
        rules("y/+/z/# ^y/(.+)/z/(.+)$ y/z/$2", "x/# ^x/y/(.+)$ z/y/x/$1", "x/y/+ ^x/y/(\\d+)$ z/y/$1");

    assertThat(rewrite(rules, "y/a/z/b")).isEqualTo("y/z/b");
    assertThat(rewrite(rules, "y/def")).isEqualTo("y/def");
    assertThat(rewrite(rules, "x/1/2")).isEqualTo("x/1/2");
    assertThat(rewrite(rules, "x/y/2")).isEqualTo("z/y/2");
    assertThat(rewrite(rules, "x/y/z")).as("the last rule decides").isEqualTo("x/y/z");
  }

  @Test
  void changesNothingWithoutAMatch() {
    String topic = "other/topic";
    assertThat(rules("x/# (.*) y").rewrite(topic, CLIENT)).isSameAs(topic);
    assertThat(rules("other/# ^no$ y").rewrite(topic, CLIENT)).isSameAs(topic);
    assertThat(RewriteRules.NONE.rewrite(topic, CLIENT)).isSameAs(topic);
  }

  @Test
  void leavesSystemTopicsToRulesThatNameThem() {
    assertThat(rewrite(rules("# ^.*$ caught"), "$SYS/brokers")).isEqualTo("$SYS/brokers");
    assertThat(rewrite(rules("$x/# ^.*$ caught"), "$x/y")).isEqualTo("caught");
  }

  @Test
  void fillsClientIdAndUserNameWhereverTheyStand() {
    assertThat(rewrite(rules("t ^t$ a-%c/%u/b"), "t")).isEqualTo("a-c1/anna/b");
    RewriteRules.Client nameless = new RewriteRules.Client("c1", null);
    assertThat(rules("t ^t$ %c/%u").rewrite("t", nameless)).isEqualTo("c1/%u");
  }

  @Test
  void takesNothingOfAClientForAVariable() {
    RewriteRules.Client sly = new RewriteRules.Client("$1", "%c");
    assertThat(rules("t/# ^t/(.+)$ x/%c/%u/$1").rewrite("t/%u", sly)).isEqualTo("x/$1/%c/%u");
  }

  @Test
  void letsNoNameOfAClientBeginATopicWithADollar() {
    RewriteRules.Client sly = new RewriteRules.Client("$SYS", "$delayed");
    assertThat(rules("t ^t$ %c/x").rewrite("t", sly)).isEqualTo("%c/x");
    assertThat(rules("t ^t$ %u/0/x").rewrite("t", sly)).isEqualTo("%u/0/x");
    assertThat(rules("t ^(x)?t$ $1%c/x").rewrite("t", sly)).as("an empty group before it")
        .isEqualTo("%c/x");
    assertThat(rules("t ^t$ a/%c/%u").rewrite("t", sly)).isEqualTo("a/$SYS/$delayed");
  }

  @Test
  void fillsGroupsThatCapturedNothingWithNothing() {
    assertThat(rewrite(rules("t/# ^t/(a)?(b)$ x$1y$2"), "t/b")).isEqualTo("xyb");
  }

  @Test
  void readsAsManyDigitsAsThereAreGroups() {
    assertThat(rewrite(rules("t ^(t)$ $10/$0"), "t")).isEqualTo("t0/$0");
    String ten = "(.)".repeat(10);
    assertThat(rewrite(rules("# ^" + ten + "$ $10/$1"), "abcdefghij")).isEqualTo("j/a");
  }

  @Test
  void takesLinearTimeForWhatMakesOtherEnginesHang() {
    RewriteRules rules = rules("# ^(a+)+$ x");
    String topic = "a".repeat(60_000) + "!";
    assertThat(rewrite(rules, topic)).isSameAs(topic);
  }

  @Test
  void refusesRulesThatCannotWork() {
    assertThatThrownBy(() -> RewriteRule.parse("x/# ^x$")).hasMessageContaining("2 parts");
    assertThatThrownBy(() -> RewriteRule.parse("x/#/y ^x$ z")).hasMessageContaining("last level");
    assertThatThrownBy(() -> RewriteRule.parse("x (?=y) z")).hasMessageContaining("RE2");
    assertThatThrownBy(() -> RewriteRule.parse("x (y z")).hasMessageContaining("RE2");
    assertThatThrownBy(() -> RewriteRule.parse("x ^x$ z/$1")).hasMessageContaining("0 groups");
    assertThatThrownBy(() -> RewriteRule.parse("$share/g/x ^x$ z")).hasMessageContaining("prefix");
  }

  @Test
  void knowsWhetherMessagesCanBePublishedToItsDestination() {
    assertThat(RewriteRule.parse("x ^x$ y/+").hasWildcards()).isTrue();
    assertThat(RewriteRule.parse("x/+ ^x$ y").hasWildcards()).isFalse();
  }
}
