package io.dynamq.setting;

/**
 * Something wrong in the configuration, ready to be shown.
 *
 * @param origin {@code file:line}
 * @param key the key concerned
 * @param message what is wrong and what was expected
 */
public record Problem(String origin, String key, String message) {

  @Override
  public String toString() {
    return origin + ": " + key + ": " + message;
  }
}
