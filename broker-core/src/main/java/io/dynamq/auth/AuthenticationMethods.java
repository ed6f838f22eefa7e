package io.dynamq.auth;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adds authentication methods to an authenticator: a client that names one is judged by it alone,
 * any other client by the authenticator.
 */
public final class AuthenticationMethods implements Authenticator {
  private final Authenticator others;
  private final Map<String, EnhancedAuthenticator> byName;

  /**
   * @throws IllegalStateException if two have the same name
   */
  public AuthenticationMethods(
      Authenticator others, Collection<? extends EnhancedAuthenticator> methods) {
    this.others = others;
    this.byName =
        methods.stream()
            .collect(Collectors.toUnmodifiableMap(EnhancedAuthenticator::method, Function.identity()));
  }

  @Override
  public CompletableFuture<Verdict> authenticate(Credentials credentials) {
    return others.authenticate(credentials);
  }

  @Override
  public EnhancedAuthenticator method(String name) {
    return byName.get(name);
  }
}
