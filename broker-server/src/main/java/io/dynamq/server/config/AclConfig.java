package io.dynamq.server.config;

import io.dynamq.auth.acl.AclSettings;
import java.nio.file.Path;

/**
 * The access rules.
 *
 * @param shownFile the file for messages, relative to the distribution if it is in there
 * @param origin where the file was configured
 * @param written whether it was configured at all; the default file may be missing
 */
public record AclConfig(
    Path file, String shownFile, String origin, boolean written, AclSettings settings) {}
