package io.dynamq.server.ctl;

import io.dynamq.server.admin.AdminToken;
import io.dynamq.server.admin.Command;
import io.dynamq.server.admin.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The broker that a command is for. Uses HttpURLConnection because it starts faster than the newer
 * client of the JDK, and most of a command's time is starting.
 */
public final class Target {
  private static final int CONNECT_MILLIS = 3_000;
  // Loading a plug-in may create tables.
  private static final int READ_MILLIS = 300_000;
  private static final int UNAUTHORIZED = 401;

  private static final String LISTENER = "DYNAMQ_ADMIN__LISTENER";

  private final Path data;
  private final Endpoint endpoint;
  private final boolean known;

  private Target(Path data, Endpoint endpoint, boolean known) {
    this.data = data;
    this.endpoint = endpoint;
    this.known = known;
  }

  /** Where the environment says, else where the broker of this data directory says. */
  public static Target of(Path data, Map<String, String> environment) throws IOException {
    Endpoint left = Endpoint.read(data);
    return new Target(
        data,
        new Endpoint(
            environment.getOrDefault(LISTENER, left.listener()),
            environment.getOrDefault("DYNAMQ_NODE__NAME", left.node())),
        environment.containsKey(LISTENER) || Endpoint.isIn(data));
  }

  /**
   * What stands behind a command's words.
   *
   * @param options by name
   */
  public record Given(List<String> parameters, Map<String, String> options) {}

  /**
   * Asks it; waits for the answer.
   *
   * @param body null for none
   * @throws IOException with one line for the operator
   */
  public Response ask(Command command, Given given, String body, boolean json)
      throws IOException {
    if (!known) {
      // What answers at the default address may be the broker of another directory.
      throw new NotRespondingException(
          "Node '" + endpoint.node() + "' not responding to pings. (No broker has run with data in "
              + data + ".)",
          null);
    }
    URL url =
        URI.create("http://" + endpoint.listener() + path(command, given)).toURL();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod(command.method());
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Accept", json ? "application/json" : "text/plain");
    connection.setRequestProperty("Connection", "close");
    if (!command.group().equals("status")) {
      connection.setRequestProperty("Authorization", "Bearer " + token());
    }
    try {
      if (body != null) {
        send(body, connection);
      }
      int status = connection.getResponseCode();
      if (status == UNAUTHORIZED) {
        throw new IOException(
            "the broker at " + endpoint.listener() + " does not take the token in "
                + data.resolve(AdminToken.FILE) + ", is --data-dir right?");
      }
      return new Response(status, body(connection));
    } catch (ConnectException | SocketTimeoutException e) {
      throw notResponding(e);
    } finally {
      connection.disconnect();
    }
  }

  private static void send(String body, HttpURLConnection connection) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(bytes.length);
    connection.setRequestProperty("Content-Type", "text/plain;charset=utf-8");
    try (OutputStream out = connection.getOutputStream()) {
      out.write(bytes);
    }
  }

  private NotRespondingException notResponding(IOException cause) {
    return new NotRespondingException(
        "Node '" + endpoint.node() + "' not responding to pings. (No answer at "
            + endpoint.listener() + ".)",
        cause);
  }

  private String token() throws IOException {
    Path file = data.resolve(AdminToken.FILE);
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw new NotRespondingException(
          "Node '" + endpoint.node() + "' not responding to pings. (There is no " + file + ".)", e);
    } catch (AccessDeniedException e) {
      throw new IOException("may not read " + file + ", run as the user of the broker", e);
    }
  }

  private static String path(Command command, Given given) {
    StringBuilder path = new StringBuilder(command.path());
    for (String parameter : given.parameters) {
      int hole = path.indexOf("<>");
      path.replace(hole, hole + 2, encoded(parameter));
    }
    String before = "?";
    for (Map.Entry<String, String> option : given.options.entrySet()) {
      path.append(before).append(option.getKey()).append('=').append(encoded(option.getValue()));
      before = "&";
    }
    return path.toString();
  }

  /** Everything but letters and digits, so that a client id of two dots is no path of its own. */
  private static String encoded(String parameter) {
    StringBuilder text = new StringBuilder();
    for (byte b : parameter.getBytes(StandardCharsets.UTF_8)) {
      if (b < 0x80 && b > 0 && Character.isLetterOrDigit(b)) {
        text.append((char) b);
      } else {
        text.append('%');
        text.append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xF, 16)));
        text.append(Character.toUpperCase(Character.forDigit(b & 0xF, 16)));
      }
    }
    return text.toString();
  }

  private static String body(HttpURLConnection connection) throws IOException {
    InputStream error = connection.getErrorStream();
    try (InputStream stream = error == null ? connection.getInputStream() : error) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
