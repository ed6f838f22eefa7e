package io.dynamq.net.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468).
 *
 * @param key the setting that names the file
 */
record PemFile(String key, Path path, List<Block> blocks) {
  private static final long BYTES_MAX = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /**
   * One block.
   *
   * @param label such as {@code CERTIFICATE}
   * @param headed whether it begins with header lines, as OpenSSL's own encryption has them
   */
  record Block(String label, byte[] der, boolean headed) {}

  static PemFile read(String key, Path path) throws TlsFileException {
    String text = text(key, path);
    List<Block> blocks = new ArrayList<>();
    for (Matcher found = BLOCK.matcher(text); found.find(); ) {
      boolean headed = found.group(2).indexOf(':') >= 0;
      try {
        blocks.add(
            new Block(
                found.group(1),
                headed ? new byte[0] : Base64.getMimeDecoder().decode(found.group(2)),
                headed));
      } catch (IllegalArgumentException e) {
        throw new TlsFileException(
            key, path + " is damaged: " + e.getMessage() + ", expected a file in PEM form", e);
      }
    }
    return new PemFile(key, path, blocks);
  }

  private static String text(String key, Path path) throws TlsFileException {
    try {
      if (Files.size(path) > BYTES_MAX) {
        throw new TlsFileException(
            key, path + " is larger than 1 MB, expected a file in PEM form", null);
      }
      return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new TlsFileException(key, path + " does not exist, expected a file in PEM form", e);
    } catch (AccessDeniedException e) {
      throw new TlsFileException(
          key, path + " may not be read by this user, expected a readable file", e);
    } catch (IOException e) {
      throw new TlsFileException(
          key, path + " cannot be read: " + e.getMessage() + ", expected a file in PEM form", e);
    }
  }

  TlsFileException unusable(String words, Throwable cause) {
    return new TlsFileException(key, path + " " + words, cause);
  }
}
