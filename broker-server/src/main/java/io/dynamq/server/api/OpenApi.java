package io.dynamq.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of routes as a document of OpenAPI 3. */
final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private OpenApi() {}

  static String of(List<Route> routes, String version) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.0.3");
    document.put("info", Map.of("title", "DynaMQ", "version", version));
    document.put("servers", List.of(Map.of("url", Routes.BASE)));
    document.put(
        "security", List.of(Map.of("key", List.of()), Map.of("token", List.of())));
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      paths
          .computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
          .put(route.method().toLowerCase(java.util.Locale.ROOT), operation(route));
    }
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "securitySchemes",
            Map.of(
                "key", Map.of("type", "http", "scheme", "basic"),
                "token", Map.of("type", "http", "scheme", "bearer"))));
    return Api.json(document);
  }

  private static Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", route.summary());
    List<Object> parameters = parameters(route);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    if (!route.fields().isEmpty()) {
      Map<String, Object> body = body(route);
      Map<String, Object> schema =
          route.isBatch() ? Map.of("type", "array", "items", body) : body;
      operation.put("requestBody", Map.of("required", true, "content", content(schema)));
    }
    operation.put(
        "responses",
        Map.of(
            "200", Map.of("description", "carried out", "content", answer(route)),
            "default", Map.of("description", "refused", "content", content(refusal()))));
    return operation;
  }

  private static List<Object> parameters(Route route) {
    List<Object> parameters = new ArrayList<>();
    Matcher names = PARAMETER.matcher(route.path());
    while (names.find()) {
      parameters.add(
          Map.of(
              "name", names.group(1), "in", "path", "required", true, "schema", type("string")));
    }
    if (route.kind() == Route.Kind.LIST) {
      for (String name : List.of("_page", "_limit")) {
        parameters.add(Map.of("name", name, "in", "query", "schema", type("integer")));
      }
    }
    return parameters;
  }

  private static Map<String, Object> body(Route route) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Route.Field field : route.fields()) {
      properties.put(field.name(), Map.of("type", field.type(), "description", field.help()));
      if (field.required()) {
        required.add(field.name());
      }
    }
    return Map.of("type", "object", "properties", properties, "required", required);
  }

  private static Map<String, Object> envelope(Route route) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>(List.of("code"));
    properties.put("code", Map.of("type", "integer", "enum", List.of(0)));
    if (route.kind() == Route.Kind.LIST || route.isBatch()) {
      properties.put("data", Map.of("type", "array", "items", type("object")));
      required.add("data");
    } else if (route.kind() == Route.Kind.OBJECT) {
      properties.put("data", type("object"));
      required.add("data");
    }
    if (route.kind() == Route.Kind.LIST) {
      properties.put("meta", meta());
      required.add("meta");
    }
    return Map.of("type", "object", "properties", properties, "required", required);
  }

  private static Map<String, Object> meta() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> numbers = List.of("page", "limit", "count");
    numbers.forEach(name -> properties.put(name, type("integer")));
    properties.put("hasnext", type("boolean"));
    return Map.of("type", "object", "properties", properties, "required", numbers);
  }

  private static Map<String, Object> answer(Route route) {
    return route.kind() == Route.Kind.FILE
        ? Map.of(
            Download.TYPE, Map.of("schema", Map.of("type", "string", "format", "binary")))
        : content(envelope(route));
  }

  private static Map<String, Object> refusal() {
    return Map.of(
        "type", "object",
        "properties", Map.of("code", type("integer"), "message", type("string")),
        "required", List.of("code", "message"));
  }

  private static Map<String, Object> content(Map<String, Object> schema) {
    return Map.of("application/json", Map.of("schema", schema));
  }

  private static Map<String, Object> type(String name) {
    return Map.of("type", name);
  }
}
