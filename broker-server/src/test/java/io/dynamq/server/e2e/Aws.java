package io.dynamq.server.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The plain {@code aws} command against a store. */
final class Aws {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI endpoint;

  Aws(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** {@code aws dynamodb …}, exactly as the page writes it. */
  JsonNode dynamodb(String... arguments) {
    List<String> command = new ArrayList<>(List.of("aws", "dynamodb"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--region", "us-west-2", "--endpoint-url", endpoint.toString()));
    command.addAll(List.of("--output", "json"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("AWS_ACCESS_KEY_ID", "FAKE_AWS_ACCESS_KEY_ID");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "FAKE_AWS_SECRET_ACCESS_KEY");
    builder.environment().put("AWS_PAGER", "");
    String out = Command.run(builder).succeeded().out();
    try {
      return JSON.readTree(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode scan(String table) {
    return dynamodb("scan", "--table-name", table);
  }
}
