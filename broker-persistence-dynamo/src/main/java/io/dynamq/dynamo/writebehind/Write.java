package io.dynamq.dynamo.writebehind;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The wanted state of one item. Immutable. */
public sealed interface Write {

  /** Memory that it holds on to, estimated. */
  int bytes();

  /**
   * The whole item.
   *
   * @param item called once, on the flusher thread, when the item is about to be written; may
   *     answer null if by then there is nothing to write
   */
  record Put(Supplier<Item> item, int bytes) implements Write {}

  /** No item. */
  record Delete() implements Write {
    @Override
    public int bytes() {
      return 0;
    }
  }

  /** Changes to a string set; the item exists as long as the set has members or others write it. */
  record SetChange(String attribute, Set<String> added, Set<String> removed) implements Write {
    private static final int BYTES_PER_VALUE = 100;

    public SetChange {
      added = Set.copyOf(added);
      removed = Set.copyOf(removed);
    }

    @Override
    public int bytes() {
      return (added.size() + removed.size()) * BYTES_PER_VALUE;
    }

    /** Both changes, this one first; a value that comes and goes leaves no trace if told so. */
    SetChange then(SetChange next, boolean elide) {
      Set<String> plus = new HashSet<>(added);
      Set<String> minus = new HashSet<>(removed);
      for (String value : next.removed) {
        if (!plus.remove(value) || !elide) {
          minus.add(value);
        }
      }
      for (String value : next.added) {
        minus.remove(value);
        plus.add(value);
      }
      return new SetChange(attribute, plus, minus);
    }

    boolean isEmpty() {
      return added.isEmpty() && removed.isEmpty();
    }
  }

  /** Whether an update needs a request. */
  enum Need {
    /** It does. */
    NOW,

    /** It may not be needed soon: it waits for a few hold windows at most, and is asked again. */
    LATER,

    /** The store says all of it that matters. */
    NONE
  }

  /**
   * An UpdateItem of the caller's making, absolute and so repeatable, usually under a condition.
   *
   * @param request called on the flusher thread when about to be written
   * @param fenced called on the flusher thread when the condition does not hold; this state is gone
   *     by then and its futures have failed as fenced, a newer one of the key is still wanted
   * @param written called on the flusher thread when the store has acknowledged this very update
   * @param need asked on the flusher thread when about to be written, unless somebody waits for it
   * @param state whatever the caller wants {@link WriteBehind#peek} to show, null for nothing
   */
  record Update(
      Supplier<Expression> request,
      int bytes,
      Runnable fenced,
      Runnable written,
      Supplier<Need> need,
      Object state)
      implements Write {
    private static final Runnable NOBODY_CARES = () -> {};

    /** An update that is always needed. */
    public Update(
        Supplier<Expression> request,
        int bytes,
        Runnable fenced,
        Runnable written,
        Object state) {
      this(request, bytes, fenced, written, () -> Need.NOW, state);
    }

    /** An update whose writing nobody asks to hear of. */
    public Update(Supplier<Expression> request, int bytes, Runnable fenced, Object state) {
      this(request, bytes, fenced, NOBODY_CARES, state);
    }
  }

  /**
   * The expressions of an UpdateItem, or of a conditional DeleteItem.
   *
   * @param update null to delete the item
   * @param condition null for none
   * @param names placeholders, possibly empty
   * @param values possibly empty
   */
  record Expression(
      String update,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {}
}
