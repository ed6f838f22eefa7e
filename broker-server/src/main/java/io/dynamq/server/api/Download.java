package io.dynamq.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A file that is sent as a zip archive of it alone.
 *
 * @param name of the archive
 * @param entry its name within the archive
 */
public record Download(String name, String entry, Path file) {
  /** The archive's type. */
  public static final String TYPE = "application/zip";

  /** Writes the archive piece by piece; the file may grow meanwhile. Blocks. */
  public void write(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.putNextEntry(new ZipEntry(entry));
    Files.copy(file, zip);
    zip.closeEntry();
    zip.finish();
  }
}
