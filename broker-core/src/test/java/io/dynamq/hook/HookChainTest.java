package io.dynamq.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HookChainTest {
  private final HookChain chain = new HookChain();
  private final List<String> called = new ArrayList<>();

  private Hooks noting(String name) {
    return new Hooks() {
      @Override
      public void nodeDied(String node) {
        called.add(name + " " + node);
      }
    };
  }

  @Test
  void callsInOrderOfRegistration() {
    chain.add(noting("first"));
    chain.add(noting("second"));
    chain.nodeDied("n1");
    assertThat(called).containsExactly("first n1", "second n1");
  }

  @Test
  void oneThatIsAddedTwiceIsCalledOnceAndAfterItsRemovalNoMore() {
    Hooks hooks = noting("one");
    chain.add(hooks);
    chain.add(hooks);
    chain.nodeDied("n1");
    chain.remove(hooks);
    chain.nodeDied("n2");
    assertThat(called).containsExactly("one n1");
  }

  @Test
  void oneThatThrowsDoesNotHinderTheNext() {
    chain.add(
        new Hooks() {
          @Override
          public void nodeDied(String node) {
            throw new IllegalStateException("on purpose");
          }
        });
    chain.add(noting("next"));
    chain.nodeDied("n1");
    assertThat(called).containsExactly("next n1");
  }

  @Test
  void oneThatLeavesWhileItIsCalledDoesNotDisturbTheOthers() {
    chain.add(
        new Hooks() {
          @Override
          public void nodeDied(String node) {
            chain.remove(this);
          }
        });
    chain.add(noting("next"));
    chain.nodeDied("n1");
    chain.nodeDied("n2");
    assertThat(called).containsExactly("next n1", "next n2");
  }
}
