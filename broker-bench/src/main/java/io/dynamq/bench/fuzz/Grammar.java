package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.fuzz.Part.Kind;
import io.dynamq.bench.fuzz.Part.Place;
import io.dynamq.bench.fuzz.Part.Prop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes packets of one client that no broker may refuse, in the order in which it may send them. */
final class Grammar {
  private static final String[] TOPICS = {
    "fz/a", "fz/b", "fz/c/d", "/", "fz/\u00e9/\u20ac/\ud83d\ude00", " ", "fz//x", "fz/" + "l/".repeat(60)
  };
  private static final String[] FILTERS = {
    "fz/#", "fz/+", "fz/a", "+/+/d", "$share/g/fz/+", "$queue/fz/b", "fz/+/+", "/", "+", "fz/\u00e9/#"
  };
  private static final int IDS = 6;

  private final Random random;
  private final int version;
  private final boolean[] used = new boolean[IDS + 1];
  private final boolean[] aliased = new boolean[5];

  Grammar(Random random, int version) {
    this.random = random;
    this.version = version;
  }

  boolean isFive() {
    return version == 5;
  }

  Draft connect(String clientId) {
    boolean clean = random.nextInt(10) > 0;
    boolean will = random.nextInt(3) == 0;
    boolean user = random.nextInt(4) == 0;
    boolean password = user && random.nextBoolean();
    int flags = (clean ? 2 : 0) | (user ? 0x80 : 0) | (password ? 0x40 : 0);
    flags |= will ? 4 | random.nextInt(3) << 3 | (random.nextInt(4) == 0 ? 0x20 : 0) : 0;
    List<Part> parts = new ArrayList<>();
    parts.add(Part.text(Kind.PROTOCOL, version == 3 ? "MQIsdp" : "MQTT"));
    parts.add(Part.of(Kind.LEVEL, (byte) version));
    parts.add(Part.of(Kind.CONNECT_FLAGS, (byte) flags));
    parts.add(Part.number(random.nextInt(3) * 300));
    if (isFive()) {
      parts.add(Part.properties(Place.CONNECT, connectProperties()));
    }
    parts.add(Part.text(Kind.TEXT, clientId));
    if (will) {
      will(parts);
    }
    credentials(parts, user, password);
    return new Draft(0x10, parts);
  }

  private void will(List<Part> parts) {
    if (isFive()) {
      List<Prop> props = random.nextBoolean() ? new ArrayList<>() : messageProperties();
      if (random.nextBoolean()) {
        props.add(new Prop(0x18, u32(random.nextInt(3))));
      }
      parts.add(Part.properties(Place.WILL, props));
    }
    parts.add(Part.text(Kind.WILL_TOPIC, topic()));
    parts.add(Part.of(Kind.BINARY, Bytes.utf8("will")));
  }

  /** In MQTT 3.1 the length of the packet counts more than its flags. */
  private void credentials(List<Part> parts, boolean user, boolean password) {
    if (user) {
      if (version == 3) {
        parts.set(parts.size() - 1, parts.get(parts.size() - 1).last());
      }
      Part name = Part.text(Kind.TEXT, "user");
      parts.add(version == 3 ? name.last() : name);
    }
    if (password) {
      parts.add(Part.of(Kind.BINARY, Bytes.utf8("secret")));
    }
  }

  private List<Prop> connectProperties() {
    List<Prop> props = new ArrayList<>();
    maybe(props, 0x11, u32(random.nextInt(3)));
    maybe(props, 0x21, u16(1 + random.nextInt(4)));
    maybe(props, 0x22, u16(random.nextInt(4)));
    maybe(props, 0x27, u32(60 + random.nextInt(200)));
    maybe(props, 0x17, new byte[] {(byte) random.nextInt(2)});
    maybe(props, 0x19, new byte[] {(byte) random.nextInt(2)});
    maybe(props, 0x26, pair("a", "b"));
    maybe(props, 0x26, pair("a", ""));
    return props;
  }

  /** Those that a message may have. */
  private List<Prop> messageProperties() {
    List<Prop> props = new ArrayList<>();
    maybe(props, 1, new byte[] {1});
    maybe(props, 2, u32(1 + random.nextInt(10)));
    maybe(props, 3, text("text/plain"));
    maybe(props, 8, text("fz/r"));
    maybe(props, 9, new Bytes().binary(new byte[random.nextInt(9)]).toArray());
    maybe(props, 0x26, pair("k", "v"));
    maybe(props, 0x26, pair("k", "\u00e9"));
    return props;
  }

  private void maybe(List<Prop> props, int id, byte[] value) {
    if (random.nextInt(3) == 0) {
      props.add(random.nextInt(props.size() + 1), new Prop(id, value));
    }
  }

  static byte[] u16(int value) {
    return new Bytes().u16(value).toArray();
  }

  static byte[] u32(long value) {
    return new Bytes().u32(value).toArray();
  }

  static byte[] text(String text) {
    return new Bytes().text(text).toArray();
  }

  private static byte[] pair(String name, String value) {
    return new Bytes().text(name).text(value).toArray();
  }

  private String topic() {
    return TOPICS[random.nextInt(TOPICS.length)];
  }

  private int id() {
    return 1 + random.nextInt(IDS);
  }

  /** A next packet, sometimes with others that belong to it. */
  List<Draft> step() {
    return switch (random.nextInt(11)) {
      case 0, 1 -> List.of(subscribe());
      case 2 -> List.of(unsubscribe());
      case 3, 4, 5, 6 -> publish();
      case 7, 8, 9 -> List.of(lateAnswer());
      default -> List.of(ping());
    };
  }

  static Draft ping() {
    return new Draft(0xC0, List.of());
  }

  Draft subscribe() {
    List<Part> parts = new ArrayList<>(List.of(Part.id(100 + id())));
    if (isFive()) {
      List<Prop> props = new ArrayList<>();
      maybe(props, 0x0B, new Bytes().varint(1 + random.nextInt(300)).toArray());
      maybe(props, 0x26, pair("a", "b"));
      parts.add(Part.properties(Place.SUBSCRIBE, props));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      int options = random.nextInt(3);
      String filter = FILTERS[random.nextInt(FILTERS.length)];
      if (isFive()) {
        // No local is wrong for a shared subscription.
        int noLocal = filter.startsWith("$") ? 0 : random.nextInt(2) << 2;
        options |= noLocal | random.nextInt(2) << 3 | random.nextInt(3) << 4;
      }
      parts.add(Part.text(Kind.FILTER, filter));
      parts.add(Part.of(Kind.OPTIONS, (byte) options).last());
    }
    return new Draft(0x82, parts);
  }

  Draft unsubscribe() {
    List<Part> parts = new ArrayList<>(List.of(Part.id(200 + id())));
    if (isFive()) {
      List<Prop> props = new ArrayList<>();
      maybe(props, 0x26, pair("a", "b"));
      parts.add(Part.properties(Place.UNSUBSCRIBE, props));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      parts.add(Part.text(Kind.FILTER, FILTERS[random.nextInt(FILTERS.length)]).last());
    }
    return new Draft(0xA2, parts);
  }

  /** Of a delivery, as if remembered from before; none that this connection is given. */
  private Draft lateAnswer() {
    int first = List.of(0x40, 0x50, 0x62, 0x70).get(random.nextInt(4));
    List<Part> parts = new ArrayList<>(List.of(Part.id(65_500 + random.nextInt(30)).last()));
    if (isFive() && random.nextBoolean()) {
      boolean receipt = first < 0x60;
      int code = random.nextBoolean() ? 0 : receipt ? 0x97 : 0x92;
      parts.add(Part.of(Kind.LEVEL, (byte) code).last());
      List<Prop> props = new ArrayList<>();
      maybe(props, 0x1F, text("why"));
      maybe(props, 0x26, pair("a", "b"));
      parts.add(Part.properties(Place.ANSWER, props));
    }
    return new Draft(first, parts);
  }

  private List<Draft> publish() {
    int qos = random.nextInt(3);
    int id = id();
    if (qos > 0 && used[id]) {
      // What has this identifier is not done.
      qos = 0;
    }
    Draft publish = publish(qos, id);
    List<Draft> drafts = new ArrayList<>(List.of(publish));
    if (qos > 0) {
      used[id] = true;
    }
    if (qos == 2 && random.nextBoolean()) {
      drafts.add(new Draft(publish.first() | 8, publish.parts()));
    }
    if (qos == 2 && random.nextInt(3) > 0) {
      drafts.add(new Draft(0x62, List.of(Part.id(id).last())));
    }
    return drafts;
  }

  Draft publish(int qos, int id) {
    List<Part> parts = new ArrayList<>();
    List<Prop> props = isFive() ? messageProperties() : List.of();
    String topic = topic();
    if (isFive() && random.nextInt(4) == 0) {
      int alias = 1 + random.nextInt(aliased.length - 1);
      topic = aliased[alias] && random.nextBoolean() ? "" : topic;
      aliased[alias] = true;
      props.add(random.nextInt(props.size() + 1), new Prop(0x23, u16(alias)));
    }
    parts.add(Part.text(Kind.TOPIC, topic));
    if (qos > 0) {
      parts.add(Part.id(id));
    }
    if (isFive()) {
      parts.add(Part.properties(Place.PUBLISH, props));
    }
    parts.set(parts.size() - 1, parts.get(parts.size() - 1).last());
    parts.add(Part.of(Kind.PAYLOAD, Bytes.utf8("p".repeat(random.nextInt(60)))));
    return new Draft(0x30 | qos << 1 | (random.nextInt(6) == 0 ? 1 : 0), parts);
  }

  Draft disconnect() {
    List<Part> parts = new ArrayList<>();
    if (isFive() && random.nextBoolean()) {
      parts.add(Part.of(Kind.LEVEL, (byte) (random.nextBoolean() ? 0 : 4)).last());
    }
    return new Draft(0xE0, parts);
  }
}
