package io.dynamq.server.admin;

import io.dynamq.server.admin.Command.Body;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request: who asks, what is asked, and the answer as JSON or, on request, as text. */
final class AdminHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
  private final AdminToken token;
  private final Actions actions;
  private final AuditLog audit;

  AdminHandler(AdminToken token, Actions actions, AuditLog audit) {
    this.audit = audit;
    this.token = token;
    this.actions = actions;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    boolean asText = wantsText(request);
    Reply reply;
    try {
      reply = reply(request, response, asText);
    } catch (RuntimeException e) {
      // The boundary of the administration: a bug must not cost the operator his answer.
      LOG.error("administration request failed", e);
      reply = Reply.refused(HttpStatus.INTERNAL_SERVER_ERROR_500, "Error: " + e, asText);
    }
    response.setStatus(reply.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Content.Sink.write(response, true, reply.body(), callback);
    return true;
  }

  private Reply reply(Request request, Response response, boolean asText) {
    if (!LoopbackHost.isNamedIn(request.getHeaders().get(HttpHeader.HOST))) {
      return Reply.refused(
          HttpStatus.FORBIDDEN_403, "the Host header names no address of this machine", asText);
    }
    String path = request.getHttpURI().getPath();
    Route route = Route.find(request.getMethod(), path).orElse(null);
    long most = route == null ? 0 : route.command().body().bytesMax();
    if (request.getLength() > Math.max(most, Body.PASSWORD.bytesMax())) {
      return Reply.refused(
          HttpStatus.PAYLOAD_TOO_LARGE_413, "no command takes such a body", asText);
    }
    boolean isPublic = route != null && route.command().isPublic();
    if (!isPublic && !token.isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      return Reply.refused(
          HttpStatus.UNAUTHORIZED_401,
          "expected the header Authorization: Bearer <content of " + AdminToken.FILE + ">",
          asText);
    }
    if (route == null) {
      return noRoute(path, response, asText);
    }
    return route.command().body() != Body.NONE
        ? withBody(route, request, asText)
        : run(route, route.arguments(), request, asText);
  }

  /** The body becomes the last argument. */
  private Reply withBody(Route route, Request request, boolean asText) {
    if (request.getLength() <= 0) {
      return Reply.refused(
          HttpStatus.BAD_REQUEST_400,
          "expected the " + route.command().body().name().toLowerCase(Locale.ROOT)
              + " as the body, with its length",
          asText);
    }
    List<String> arguments = new ArrayList<>(route.arguments());
    try {
      arguments.add(Content.Source.asString(request, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Reply.refused(HttpStatus.BAD_REQUEST_400, "the body did not arrive", asText);
    }
    return run(route, arguments, request, asText);
  }

  private static Reply noRoute(String path, Response response, boolean asText) {
    Set<String> methods = Route.methods(path);
    if (methods.isEmpty()) {
      return Reply.refused(HttpStatus.NOT_FOUND_404, "there is no such path", asText);
    }
    response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
    return Reply.refused(
        HttpStatus.METHOD_NOT_ALLOWED_405, "expected " + String.join(" or ", methods), asText);
  }

  private Reply run(Route route, List<String> arguments, Request request, boolean asText) {
    Map<String, String> options = Query.of(request);
    int status = HttpStatus.INTERNAL_SERVER_ERROR_500;
    try {
      Answer answer = actions.run(route.command(), arguments, options);
      status = answer.status();
      return Reply.of(answer, asText);
    } catch (Refusal e) {
      status = e.status();
      return Reply.refused(e.status(), e.getMessage(), asText);
    } finally {
      audit.note(route.command(), arguments, options, from(request), status);
    }
  }

  static String from(Request request) {
    return Request.getRemoteAddr(request) + ":" + Request.getRemotePort(request);
  }

  private static boolean wantsText(Request request) {
    String accepted = request.getHeaders().get(HttpHeader.ACCEPT);
    return accepted != null && accepted.startsWith("text/plain");
  }
}
