package io.dynamq.auth.acl;

import java.util.List;

/** Whom a rule is about. */
sealed interface Who {
  boolean matches(Subject subject);

  /** {@code all}, {@code {user, all}} and {@code {client, all}}. */
  record Everyone() implements Who {
    @Override
    public boolean matches(Subject subject) {
      return true;
    }
  }

  /** {@code {user, "name"}}. */
  record User(String name) implements Who {
    @Override
    public boolean matches(Subject subject) {
      return name.equals(subject.username());
    }
  }

  /** {@code {client, "id"}}. */
  record Client(String id) implements Who {
    @Override
    public boolean matches(Subject subject) {
      return id.equals(subject.clientId());
    }
  }

  /** {@code {ipaddr, "10.0.0.0/8"}} and {@code {ipaddrs, ["10.0.0.0/8", "::1"]}}. */
  record From(List<Cidr> networks) implements Who {
    @Override
    public boolean matches(Subject subject) {
      for (Cidr network : networks) {
        if (network.contains(subject.address())) {
          return true;
        }
      }
      return false;
    }
  }

  /** {@code {'and', [...]}}. */
  record Every(List<Who> parts) implements Who {
    @Override
    public boolean matches(Subject subject) {
      for (Who part : parts) {
        if (!part.matches(subject)) {
          return false;
        }
      }
      return true;
    }
  }

  /** {@code {'or', [...]}}. */
  record Any(List<Who> parts) implements Who {
    @Override
    public boolean matches(Subject subject) {
      for (Who part : parts) {
        if (part.matches(subject)) {
          return true;
        }
      }
      return false;
    }
  }
}
