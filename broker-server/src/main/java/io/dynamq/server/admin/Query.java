package io.dynamq.server.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/** The query of a request. */
final class Query {
  private Query() {}

  /** By name; of a name that stands there twice the last value. */
  static Map<String, String> of(Request request) {
    Map<String, String> query = new LinkedHashMap<>();
    if (request.getHttpURI().getQuery() != null) {
      Request.extractQueryParameters(request)
          .forEach(
              field -> {
                List<String> values = field.getValues();
                query.put(field.getName(), values.get(values.size() - 1));
              });
    }
    return query;
  }
}
