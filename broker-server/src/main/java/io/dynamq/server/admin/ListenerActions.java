package io.dynamq.server.admin;

import io.dynamq.control.Control;
import io.dynamq.control.ListenerView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands about listeners. */
final class ListenerActions {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerActions.class);

  private final Control control;
  private final ListenerSwitch listeners;

  ListenerActions(Control control, ListenerSwitch listeners) {
    this.control = control;
    this.listeners = listeners;
  }

  Answer list() {
    List<Map<String, Object>> json = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (ListenerView listener : control.listeners()) {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("listen_on", listener.address());
      details.put("acceptors", listener.acceptors());
      details.put("max_conns", listener.maxConnections());
      details.put("current_conn", listener.currentConnections());
      details.put("shutdown_count", List.of());
      lines.add(id(listener));
      details.forEach((key, value) -> lines.add("  %-16s: %s".formatted(key, value)));
      details.put("running", listener.running());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("identifier", id(listener));
      one.putAll(details);
      json.add(one);
    }
    return new Answer(json, lines);
  }

  /** EMQX's older form. */
  Answer stop(String protocol, String port) throws Refusal {
    for (ListenerView listener : control.listeners()) {
      boolean here = listener.address().equals(port) || listener.address().endsWith(":" + port);
      if (listener.protocol().equals(protocol) && here) {
        return stop(listener, protocol);
      }
    }
    throw none(protocol + " on " + port);
  }

  Answer stop(String id) throws Refusal {
    for (ListenerView listener : control.listeners()) {
      if (id(listener).equals(id)) {
        return stop(listener, id);
      }
    }
    throw none(id);
  }

  private Answer stop(ListenerView listener, String name) throws Refusal {
    if (!listeners.stop(id(listener))) {
      throw none(name);
    }
    LOG.info("listener {} is stopped by an operator", id(listener));
    return Answer.said(
        "Stop %s listener on %s successfully.".formatted(name, listener.address()));
  }

  Answer restart(String id) throws Refusal {
    try {
      if (!listeners.restart(id)) {
        throw none(id);
      }
    } catch (IOException e) {
      throw new Refusal(Refusal.CONFLICT, "Error: " + e.getMessage());
    }
    LOG.info("listener {} is restarted by an operator", id);
    return Answer.said("Restarted " + id + " listener successfully.");
  }

  /** Certificates are what EMQX's cache of PEM files holds. */
  Answer cleanCertificates() throws Refusal {
    if (!listeners.reloadCertificates()) {
      throw new Refusal(
          Refusal.CONFLICT, "Error: a certificate cannot be used, the old one stays; see the log");
    }
    return Answer.said("PEM cache clean OK");
  }

  Answer cleanCertificates(String node) throws Refusal {
    Nodes.expectThis(node, control);
    return cleanCertificates();
  }

  private static String id(ListenerView listener) {
    return listener.protocol() + ":" + listener.name();
  }

  private static Refusal none(String what) {
    return new Refusal(Refusal.NOT_FOUND, "No such listener " + Printable.of(what));
  }
}
