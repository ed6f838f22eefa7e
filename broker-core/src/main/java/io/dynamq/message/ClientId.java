package io.dynamq.message;

/** The client identifier: 1 to 65,535 bytes of UTF-8, compared case-sensitively. */
public record ClientId(String value) implements Comparable<ClientId> {
  public ClientId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a client identifier must not be empty");
    }
  }

  @Override
  public int compareTo(ClientId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
