package io.dynamq.server.admin;

import io.dynamq.control.Control;
import io.dynamq.server.access.AclBook;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands about access rules and what was decided by them. */
final class AclActions {
  private static final Logger LOG = LoggerFactory.getLogger(AclActions.class);

  private final AclBook acl;
  private final Control control;

  AclActions(AclBook acl, Control control) {
    this.acl = acl;
    this.control = control;
  }

  /** Subscriptions that the new rules do not allow end with it. */
  Answer reload() throws Refusal {
    try {
      int rules = acl.reload();
      int ended = Waiting.on(control.reviewSubscriptions());
      LOG.info("access rules read again: {} rules, {} subscriptions ended", rules, ended);
      return Answer.ok();
    } catch (InvalidSettingsException e) {
      throw new Refusal(
          Refusal.CONFLICT,
          e.problems().stream()
              .map(Problem::toString)
              .map(Printable::of)
              .collect(Collectors.joining("\n", "Error: the rules stay as they were\n", "")));
    }
  }

  Answer cleanAll() {
    acl.authorizer().forgetDecisions();
    return Answer.said("ACL cache drain start OK");
  }

  Answer cleanNode(String node) throws Refusal {
    Nodes.expectThis(node, control);
    return cleanAll();
  }

  /** Decisions are remembered by connections; that others decide anew costs them little. */
  Answer cleanClient(String clientId) throws Refusal {
    if (Waiting.on(control.client(clientId)).isEmpty()) {
      throw Refusal.notFound();
    }
    return cleanAll();
  }
}
