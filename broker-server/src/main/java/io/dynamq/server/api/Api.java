package io.dynamq.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers requests in EMQX's envelope. Any thread that may block. */
public final class Api {
  /** What the paths of all routes begin with. */
  public static final String BASE = Routes.BASE;

  /** The largest body that is read. */
  public static final int BODY_BYTES_MAX = 2 << 20;

  private static final String DOCUMENT = "/openapi.json";
  private static final int OK = 200;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Routes routes;
  private final String version;

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param json the body
   * @param file what is sent instead of the body, null for none
   */
  public record Result(int status, String json, Download file) {
    Result(int status, String json) {
      this(status, json, null);
    }
  }

  private Api(Routes routes, String version) {
    this.routes = routes;
    this.version = version;
  }

  /** Over what a broker offers. */
  public static Api of(Source source) {
    return new Api(
        new Routes(
            new NodeReads(source),
            new ClientReads(source.control()),
            new Messaging(source.control()),
            new Bans(source.bans(), source.time()),
            watching(source.watching(), source.control().node())),
        source.version());
  }

  private static List<Route> watching(Watching watching, String node) {
    List<Route> routes = new ArrayList<>(new TraceRoutes(watching.traces(), node).all());
    routes.addAll(new AlarmRoutes(watching.alarms(), node).all());
    routes.addAll(new FlowRoutes(watching.slow(), watching.topics(), node).all());
    return routes;
  }

  List<Route> routes() {
    return routes.all();
  }

  /** Whether who has such a key may make a request. */
  public boolean allows(ApiKeys.Role role, String method, String path) {
    return role.allows(method, path);
  }

  /** Whether a path is this API's. */
  public static boolean has(String path) {
    return path.startsWith(BASE + "/");
  }

  /**
   * Carries a request out.
   *
   * @param path as it was sent, percent-encoded
   * @param query decoded
   * @param body possibly empty
   */
  public Result run(String method, String path, Map<String, String> query, String body) {
    // EMQX names some paths with a slash at the end.
    String rest = path.substring(BASE.length()).replaceFirst("(?<=.)/$", "");
    if (method.equals("GET") && rest.equals(DOCUMENT)) {
      return new Result(OK, OpenApi.of(routes.all(), version));
    }
    Route route = routes.find(method, rest).orElse(null);
    if (route == null) {
      List<String> methods = routes.methods(rest);
      return methods.isEmpty()
          ? refused(404, ApiFault.UNKNOWN, "there is no such path")
          : refused(405, ApiFault.UNKNOWN, "expected " + String.join(" or ", methods));
    }
    try {
      List<String> arguments = route.match(rest).orElseThrow();
      JsonNode json = route.fields().isEmpty() ? null : parsed(body);
      Call call = new Call(arguments, query, json);
      return route.isBatch() ? batch(route, call) : one(route, call);
    } catch (ApiFault e) {
      return refused(e.status(), e.code(), e.getMessage());
    }
  }

  private static JsonNode parsed(String body) throws ApiFault {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json != null && json.isContainerNode()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Told below without the parser's words, which quote what was sent.
    }
    throw ApiFault.bad(ApiFault.NOT_JSON, "the body is not JSON");
  }

  private static Result one(Route route, Call call) throws ApiFault {
    Object data = route.action().run(call);
    if (data instanceof Download file) {
      return new Result(OK, "", file);
    }
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("code", 0);
    if (route.kind() == Route.Kind.LIST) {
      List<?> all = (List<?>) data;
      Page page = Page.of(call.query());
      envelope.put("meta", page.meta(all.size()));
      envelope.put("data", page.cut(all));
    } else if (route.kind() == Route.Kind.OBJECT) {
      envelope.put("data", data);
    }
    return new Result(OK, json(envelope));
  }

  /** Each is carried out and answered by itself. */
  private static Result batch(Route route, Call call) throws ApiFault {
    if (!call.body().isArray()) {
      throw ApiFault.bad(ApiFault.WRONG_TYPE, "expected a list");
    }
    List<Object> answers = new ArrayList<>();
    for (JsonNode item : call.body()) {
      Map<String, Object> answer = new LinkedHashMap<>();
      try {
        if (!item.isObject()) {
          throw ApiFault.bad(ApiFault.WRONG_TYPE, "expected objects in the list");
        }
        Object data = route.action().run(call.with(item));
        answer.put("code", 0);
        answer.put("data", data);
      } catch (ApiFault e) {
        answer.put("code", e.code());
        answer.put("message", e.getMessage());
      }
      answers.add(answer);
    }
    return new Result(OK, json(Map.of("code", 0, "data", answers)));
  }

  /** A request that is refused for a reason of the HTTP server's. */
  public static Result refused(int status, int code, String message) {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("code", code);
    envelope.put("message", message);
    return new Result(status, json(envelope));
  }

  static String json(Object data) {
    try {
      return MAPPER.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("answers are made of maps, lists and text", e);
    }
  }
}
