package io.dynamq.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The packets of {@code src/test/resources/packets}: per case a line with name and version, a line
 * of bytes, and a line with what the decoder must say of them ({@link PacketText}).
 *
 * <p>Version {@code first} is a connection's first packet; otherwise the bytes follow a CONNECT of
 * the version. The limit of the packet size is {@link #MAX_PACKET_SIZE}.
 */
public final class PacketCorpus {
  public static final int MAX_PACKET_SIZE = 1_024;

  private static final Path FOLDER = Path.of("src", "test", "resources", "packets");

  /** One case. */
  public record Case(String file, String name, String version, byte[] bytes, String expected) {

    /** A decoder that has seen what comes before this packet. */
    PacketDecoder decoder() {
      PacketDecoder decoder = new PacketDecoder(MAX_PACKET_SIZE);
      if (!version.equals("first")) {
        decoder.decode(connect(Integer.parseInt(version)));
      }
      return decoder;
    }

    ByteBuf buffer() {
      return Unpooled.wrappedBuffer(bytes);
    }

    public boolean isValid() {
      return !expected.startsWith("!");
    }

    @Override
    public String toString() {
      return file + "/" + name + " (" + version + ")";
    }
  }

  private PacketCorpus() {}

  public static List<Case> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Case> cases = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        read(file, cases);
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(Path file, List<Case> cases) throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    String base = file.getFileName().toString().replace(".txt", "");
    for (int i = 0; i < lines.size(); i += 3) {
      String[] head = lines.get(i).split(" ");
      byte[] bytes = HexFormat.of().parseHex(lines.get(i + 1).replace(" ", ""));
      cases.add(new Case(base, head[0], head[1], bytes, lines.get(i + 2).strip()));
    }
  }

  /** The smallest CONNECT of a version, client id "c". */
  static ByteBuf connect(int version) {
    String hex =
        switch (version) {
          case 3 -> "100f00064d51497364700302000000" + "0163";
          case 4 -> "100d00044d51545404020000000163";
          default -> "100e00044d515454050200000000" + "0163";
        };
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }
}
