package io.dynamq.server.admin;

import io.dynamq.server.api.Api;
import io.dynamq.server.api.ApiKeys;
import io.dynamq.server.api.Download;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests of the HTTP API: who asks, and the bytes both ways. */
final class ApiHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

  /** EMQX's code for who cannot prove anything, and for everything else here. */
  private static final int BAD_CREDENTIALS = 103;

  private static final int UNKNOWN = 102;

  /** Publishing and subscribing for clients is no administration. */
  private static final String MESSAGES = "/mqtt/";

  private final Door door;
  private final Api api;
  private final AuditLog audit;

  /**
   * Where requests come in, and by what.
   *
   * @param token null if it opens nothing
   */
  record Door(AdminToken token, ApiKeys keys) {

    /** For this machine, whose files are a proof. */
    static Door here(AdminToken token, ApiKeys keys) {
      return new Door(token, keys);
    }

    /** For all machines, over TLS. */
    static Door anywhere(ApiKeys keys) {
      return new Door(null, keys);
    }

    private boolean isToken(String authorization) {
      return token != null && token.isIn(authorization);
    }

    /** TLS proves the name that a browser was told; without it a page could have another. */
    private boolean takes(String host) {
      return token == null || LoopbackHost.isNamedIn(host);
    }
  }

  ApiHandler(Door door, Api api, AuditLog audit) {
    this.audit = audit;
    this.door = door;
    this.api = api;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Api.has(request.getHttpURI().getPath())) {
      return false;
    }
    Api.Result result;
    try {
      result = result(request, response);
    } catch (RuntimeException e) {
      // The boundary of the API: a bug must not cost the operator his answer.
      LOG.error("API request failed", e);
      result = Api.refused(HttpStatus.INTERNAL_SERVER_ERROR_500, UNKNOWN, e.toString());
    }
    response.setStatus(result.status());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    if (result.file() != null) {
      send(result.file(), response, callback);
      return true;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Reply.JSON);
    Content.Sink.write(response, true, result.json(), callback);
    return true;
  }

  private static void send(Download file, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Download.TYPE);
    response
        .getHeaders()
        .put(HttpHeader.CONTENT_DISPOSITION, "attachment; filename=\"" + file.name() + "\"");
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      file.write(out);
    } catch (IOException e) {
      // Its beginning has been sent: a connection that breaks off is all that can be told.
      callback.failed(e);
      return;
    }
    callback.succeeded();
  }

  private Api.Result result(Request request, Response response) {
    if (!door.takes(request.getHeaders().get(HttpHeader.HOST))) {
      return Api.refused(
          HttpStatus.FORBIDDEN_403, UNKNOWN, "the Host header names no address of this machine");
    }
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    ApiKeys.Role role =
        door.isToken(authorization)
            ? ApiKeys.Role.ADMINISTRATOR
            : door.keys().role(authorization);
    if (role == null) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"api\"");
      return Api.refused(
          HttpStatus.UNAUTHORIZED_401,
          BAD_CREDENTIALS,
          "expected an app id and its secret, see emqx_ctl mgmt insert");
    }
    String path = request.getHttpURI().getPath();
    if (!api.allows(role, request.getMethod(), path)) {
      return Api.refused(
          HttpStatus.FORBIDDEN_403, UNKNOWN, "this key may not do that");
    }
    Api.Result result = answered(request, path);
    if (!request.getMethod().equals("GET") && !path.contains(MESSAGES)) {
      audit.note(
          door.isToken(authorization) ? AuditLog.TOKEN : "key " + name(authorization),
          AdminHandler.from(request),
          request.getMethod(),
          AuditLog.bounded(path),
          result.status());
    }
    return result;
  }

  /** The name of a key that was proven, from {@code Basic <name:secret>}. */
  private static String name(String authorization) {
    String encoded = authorization.substring(authorization.indexOf(' ') + 1).trim();
    String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    return AuditLog.bounded(both.substring(0, Math.max(0, both.indexOf(':'))));
  }

  private Api.Result answered(Request request, String path) {
    if (request.getLength() > Api.BODY_BYTES_MAX) {
      return Api.refused(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          UNKNOWN,
          "expected a body of at most " + Api.BODY_BYTES_MAX + " bytes");
    }
    if (request.getLength() < 0 && request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
      return Api.refused(
          HttpStatus.LENGTH_REQUIRED_411, UNKNOWN, "expected the length of the body");
    }
    try {
      String body =
          request.getLength() > 0
              ? Content.Source.asString(request, StandardCharsets.UTF_8)
              : "";
      return api.run(request.getMethod(), path, Query.of(request), body);
    } catch (IOException e) {
      return Api.refused(HttpStatus.BAD_REQUEST_400, UNKNOWN, "the body did not arrive");
    }
  }
}
