package io.dynamq.server.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may use the API besides the holder of the admin token: names with secrets that this program
 * makes, of which only hashes are kept, in a file for the owner only. Any thread.
 */
public final class ApiKeys {
  /** Its name in the data directory. */
  public static final String FILE = "api_keys";

  private static final int SECRET_BYTES = 32;
  private static final String BASIC = "Basic ";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What a key allows. */
  public enum Role {
    ADMINISTRATOR,
    /** Reading only. */
    VIEWER,
    /** Publishing only. */
    PUBLISHER;

    boolean allows(String method, String path) {
      return switch (this) {
        case ADMINISTRATOR -> true;
        case VIEWER -> method.equals("GET");
        case PUBLISHER -> method.equals("POST") && path.startsWith(Api.BASE + "/mqtt/publish");
      };
    }
  }

  /**
   * A key.
   *
   * @param active whether it is taken
   * @param hash SHA-256 of the secret in hex; it has 256 bits of its own, so it needs no salt
   */
  public record Key(String name, Role role, boolean active, String hash) {
    Key switched(boolean on) {
      return new Key(name, role, on, hash);
    }
  }

  private final Path file;
  private final SecureRandom random = new SecureRandom();
  private TreeMap<String, Key> keys;

  private ApiKeys(Path file, Map<String, Key> keys) {
    this.file = file;
    this.keys = new TreeMap<>(keys);
  }

  /**
   * Reads the file, if there is one.
   *
   * @throws IOException if it cannot be read or is not what this program writes
   */
  public static ApiKeys open(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(FILE);
    Map<String, Key> keys =
        Files.exists(file)
            ? MAPPER.readValue(file.toFile(), new TypeReference<Map<String, Key>>() {})
            : Map.of();
    return new ApiKeys(file, keys);
  }

  /** All keys by their app id. */
  public synchronized Map<String, Key> all() {
    return Map.copyOf(keys);
  }

  /** Null if there is none. */
  public synchronized Key find(String appId) {
    return keys.get(appId);
  }

  /**
   * Makes a key.
   *
   * @return the secret, which is never shown again; null if there is such a key
   */
  public synchronized String insert(String appId, String name, Role role) {
    if (keys.containsKey(appId)) {
      return null;
    }
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    change(appId, new Key(name, role, true, hash(secret)));
    return secret;
  }

  /** Makes or replaces a key whose secret is known by its hash only. */
  public synchronized void restore(String appId, Key key) {
    change(appId, key);
  }

  /** False if there is no such key. */
  public synchronized boolean update(String appId, boolean active) {
    Key key = keys.get(appId);
    if (key != null) {
      change(appId, key.switched(active));
    }
    return key != null;
  }

  /** False if there is no such key. */
  public synchronized boolean delete(String appId) {
    boolean there = keys.containsKey(appId);
    if (there) {
      change(appId, null);
    }
    return there;
  }

  /** On the disk first, so that what was answered lasts. */
  private void change(String appId, Key key) {
    TreeMap<String, Key> changed = new TreeMap<>(keys);
    if (key == null) {
      changed.remove(appId);
    } else {
      changed.put(appId, key);
    }
    try {
      Path fresh = Files.createTempFile(file.getParent(), FILE, ".new", ownerOnly());
      MAPPER.writeValue(fresh.toFile(), changed);
      Files.move(
          fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
    keys = changed;
  }

  private FileAttribute<?>[] ownerOnly() throws IOException {
    return Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * The role of who proves to have a key; null for anybody else.
   *
   * @param authorization the header, null if there is none
   */
  public Role role(String authorization) {
    if (authorization == null || !authorization.startsWith(BASIC)) {
      return null;
    }
    String[] words;
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(BASIC.length()));
      words = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
    } catch (IllegalArgumentException e) {
      return null;
    }
    Key key = words.length == 2 ? find(words[0]) : null;
    boolean proven =
        key != null
            && key.active()
            && MessageDigest.isEqual(
                hash(words[1]).getBytes(StandardCharsets.US_ASCII),
                key.hash().getBytes(StandardCharsets.US_ASCII));
    return proven ? key.role() : null;
  }

  private static String hash(String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The words for roles. */
  public static List<String> roles() {
    return List.of("administrator", "viewer", "publisher");
  }
}
