package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An update, ready to be applied to items.
 *
 * <p>Values are computed from the item as it was, whatever the order of the actions. Removals come
 * last and from the back of a list to its front, so that every index means the old position.
 */
public final class UpdateExpression {

  private final List<UpdateAction> actions;
  private final List<DocumentPath> paths;

  private UpdateExpression(List<UpdateAction> actions) {
    this.actions = ordered(actions);
    this.paths = actions.stream().map(UpdateAction::path).toList();
  }

  /** Parses the text of an update. */
  public static UpdateExpression parse(String text, Bindings bindings) {
    TokenCursor tokens = new TokenCursor(ExpressionKind.UPDATE, text, bindings);
    UpdateExpression update = new UpdateExpression(new UpdateParser(tokens).parse());
    DocumentPath.requireDistinct(ExpressionKind.UPDATE, update.paths);
    return update;
  }

  /** The names of the attributes that are changed. */
  public List<String> topLevelNames() {
    return DocumentPath.topLevelNames(paths);
  }

  /** The choice of just those parts of an item that are changed. */
  public Projection changedParts() {
    return Projection.ofPaths(paths);
  }

  /** The updated item. */
  public Item apply(Item before) {
    Item item = before;
    for (UpdateAction action : actions) {
      item = action.apply(item, before);
    }
    return item;
  }

  private static List<UpdateAction> ordered(List<UpdateAction> actions) {
    List<UpdateAction> ordered = new ArrayList<>();
    List<UpdateAction> removals = new ArrayList<>();
    for (UpdateAction action : actions) {
      (action instanceof UpdateAction.Remove ? removals : ordered).add(action);
    }
    removals.sort(Comparator.comparing(UpdateExpression::lastIndex).reversed());
    ordered.addAll(removals);
    return ordered;
  }

  private static int lastIndex(UpdateAction action) {
    List<DocumentPath.Step> steps = action.path().steps();
    return steps.get(steps.size() - 1) instanceof DocumentPath.Index index ? index.position() : -1;
  }
}
