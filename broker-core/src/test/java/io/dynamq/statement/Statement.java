package io.dynamq.statement;

/**
 * One normative statement of one version of MQTT.
 *
 * @param id such as {@code MQTT-3.3.1-4}
 * @param summary what it asks, in our own words
 * @param untestable why no test can show it; null if one can
 */
record Statement(Version version, String id, Concern concern, String summary, String untestable) {

  /** The versions whose statements have ids; MQTT 3.1 has none. */
  enum Version {
    MQTT_5("5.0", "mqtt5.txt", "Mqtt5"),
    MQTT_311("3.1.1", "mqtt311.txt", "Mqtt311");

    final String number;
    final String file;
    final String annotation;

    Version(String number, String file, String annotation) {
      this.number = number;
      this.file = file;
      this.annotation = annotation;
    }

    static Version ofNumber(String number) {
      for (Version version : values()) {
        if (version.number.equals(number)) {
          return version;
        }
      }
      throw new IllegalArgumentException("no version " + number);
    }
  }

  /** Who has to keep it. */
  enum Concern {
    SERVER,
    CLIENT,
    BOTH
  }

  /** Ids of both versions look alike. */
  record Key(Version version, String id) {
    @Override
    public String toString() {
      return version.number + " " + id;
    }
  }

  Key key() {
    return new Key(version, id);
  }

  boolean concernsServer() {
    return concern != Concern.CLIENT;
  }
}
