package io.dynamq.server.admin;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Requests that Jetty itself refuses (too large, malformed) get JSON like all others. */
final class JsonErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Reply.JSON);
    Content.Sink.write(
        response, true, "{\"error\":\"the request is not understood\"}\n", callback);
    return true;
  }
}
