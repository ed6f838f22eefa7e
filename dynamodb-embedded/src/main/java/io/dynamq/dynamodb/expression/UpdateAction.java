package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.Numbers;
import java.util.LinkedHashSet;
import java.util.Set;

/** One change of an update expression. */
sealed interface UpdateAction {

  /** The place that is changed. */
  DocumentPath path();

  /**
   * Carries out the change.
   *
   * @param item the item with the changes made so far
   * @param before the item before the first change, from which values are computed
   */
  Item apply(Item item, Item before);

  /** Puts a value in place. */
  record Assign(DocumentPath path, UpdateValue value) implements UpdateAction {
    @Override
    public Item apply(Item item, Item before) {
      return Documents.set(item, path, value.in(before));
    }
  }

  /** Takes away what is in place. */
  record Remove(DocumentPath path) implements UpdateAction {
    @Override
    public Item apply(Item item, Item before) {
      return Documents.remove(item, path);
    }
  }

  /** Adds to a number or to a set; what is missing counts as zero or as an empty set. */
  record Add(DocumentPath path, AttributeValue operand) implements UpdateAction {
    @Override
    public Item apply(Item item, Item before) {
      return Documents.set(item, path, sum(path.in(before)));
    }

    private AttributeValue sum(AttributeValue old) {
      if (old == null) {
        return operand;
      } else if (old instanceof AttributeValue.Num a && operand instanceof AttributeValue.Num b) {
        return new AttributeValue.Num(Numbers.normal(a.value().add(b.value())));
      } else if (old instanceof AttributeValue.SetOf a
          && operand instanceof AttributeValue.SetOf b
          && a.type() == b.type()) {
        Set<AttributeValue> union = new LinkedHashSet<>(a.elements());
        union.addAll(b.elements());
        return new AttributeValue.SetOf(a.type(), union);
      }
      throw UpdateValue.wrongType();
    }
  }

  /** Takes elements out of a set; a set that becomes empty vanishes. */
  record Delete(DocumentPath path, AttributeValue.SetOf operand) implements UpdateAction {
    @Override
    public Item apply(Item item, Item before) {
      AttributeValue old = path.in(before);
      if (old == null) {
        return item;
      }
      if (!(old instanceof AttributeValue.SetOf set) || set.type() != operand.type()) {
        throw UpdateValue.wrongType();
      }
      Set<AttributeValue> rest = new LinkedHashSet<>(set.elements());
      rest.removeAll(operand.elements());
      return rest.isEmpty()
          ? Documents.remove(item, path)
          : Documents.set(item, path, new AttributeValue.SetOf(set.type(), rest));
    }
  }
}
