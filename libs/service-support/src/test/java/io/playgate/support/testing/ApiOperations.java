package io.playgate.support.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The operations of a service's committed OpenAPI document, sent to the service under test. */
public final class ApiOperations {

  /** No operation knows a member or a parameter of this name. */
  public static final String UNKNOWN = "zzUnknown";

  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final JsonNode document;
  private final URI base;
  private final Set<String> open = new TreeSet<>();

  /**
   * Reads the document.
   *
   * @param service the module's name
   * @param base where the service under test answers
   */
  public ApiOperations(String service, URI base) throws IOException {
    this.document =
        new ObjectMapper(new YAMLFactory())
            .readTree(Path.of("..", "docs", "openapi", service + ".yaml").toFile());
    this.base = base;
  }

  /**
   * One operation.
   *
   * @param id its operationId
   * @param method the HTTP method, in upper case
   * @param path the path's template
   * @param details what the document says of it
   */
  public record Operation(String id, String method, String path, JsonNode details) {}

  /** All operations, in the document's order. */
  public List<Operation> all() {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(entry -> {
                  if (METHODS.contains(entry.getKey())) {
                    operations.add(
                        new Operation(
                            entry.getValue().path("operationId").asText(),
                            entry.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            entry.getValue()));
                  }
                }));
    return operations;
  }

  /**
   * Sends every write of JSON with a member that it does not know, once at each level of objects,
   * and asserts that it is refused and named.
   *
   * @param tokens gives an operation's id the bearer token it is sent with
   * @param thirdParty operations whose callers are third parties, which are left out
   * @return the objects whose members the document leaves open, as {@code operation field}
   */
  public Set<String> assertUnknownMembersAreNamed(
      UnaryOperator<String> tokens, Set<String> thirdParty) throws Exception {
    int sent = 0;
    for (Operation operation : all()) {
      JsonNode content = operation.details().path("requestBody").path("content");
      JsonNode schema = content.path("application/json").path("schema");
      if (schema.isMissingNode() || thirdParty.contains(operation.id())) {
        continue;
      }
      JsonNode body = sample(schema, operation.id() + " ");
      for (String place : places(body, "")) {
        JsonNode changed = body.deepCopy();
        String field = place.isEmpty() ? UNKNOWN : place + "." + UNKNOWN;
        objectAt(changed, place).put(UNKNOWN, 1);
        if (open.contains(operation.id() + " " + place)) {
          continue;
        }
        HttpResponse<String> answer =
            send(operation, "", tokens.apply(operation.id()), changed.toString());
        assertThat(answer.statusCode())
            .as("%s with %s: %s", operation.id(), field, answer.body())
            .isEqualTo(400);
        assertThat(
                new ObjectMapper().readTree(answer.body()).path("errors").findValuesAsText("field"))
            .as("%s: %s", operation.id(), answer.body())
            .containsExactly(field);
        sent++;
      }
    }
    assertThat(sent).as("writes that were tried").isPositive();
    return open;
  }

  /**
   * Sends every operation with a query parameter that it does not know, and every parameter twice,
   * and asserts that it is refused and named.
   *
   * @param tokens gives an operation's id the bearer token it is sent with
   * @param tolerant operations that ignore unknown parameters, because a standard says so
   */
  public void assertUnknownParametersAreNamed(UnaryOperator<String> tokens, Set<String> tolerant)
      throws Exception {
    for (Operation operation : all()) {
      if (tolerant.contains(operation.id())) {
        continue;
      }
      List<String> queries = new ArrayList<>(List.of(UNKNOWN + "=1"));
      for (JsonNode parameter : operation.details().path("parameters")) {
        if (parameter.path("in").asText().equals("query")) {
          String name = parameter.path("name").asText();
          queries.add(name + "=1&" + name + "=1");
          queries.add(name + UNKNOWN + "=1");
        }
      }
      for (String query : queries) {
        HttpResponse<String> answer =
            send(operation, "?" + query, tokens.apply(operation.id()), null);
        assertThat(answer.statusCode())
            .as("%s?%s: %s", operation.id(), query, answer.body())
            .isEqualTo(400);
        assertThat(
                new ObjectMapper().readTree(answer.body()).path("errors").findValuesAsText("field"))
            .as("%s?%s: %s", operation.id(), query, answer.body())
            .contains(query.substring(0, query.indexOf('=')));
      }
    }
  }

  /**
   * Asserts that each code stands at one operation at least, and no other code does.
   *
   * @param codes the codes of the service's own catalogue
   * @param common those that every service has
   */
  public void assertEveryCodeIsListed(Set<String> codes, Set<String> common) {
    Set<String> listed = new TreeSet<>();
    for (Operation operation : all()) {
      for (JsonNode response : operation.details().path("responses")) {
        response
            .findValues("code")
            .forEach(code -> code.path("enum").forEach(value -> listed.add(value.asText())));
      }
    }
    assertThat(listed).containsAll(codes);
    listed.removeAll(codes);
    assertThat(common).as("codes that no catalogue has").containsAll(listed);
  }

  private HttpResponse<String> send(
      Operation operation, String query, String token, @Nullable String body)
      throws IOException, InterruptedException {
    String path =
        operation
            .path()
            .replaceAll("\\{(id|viewerId|sid)\\}", "00000000-0000-4000-8000-000000000000")
            .replaceAll("\\{[A-Za-z]+\\}", "a");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path + query))
            .method(
                operation.method(),
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** A value of the schema's types; its rules beyond them may be broken. */
  private JsonNode sample(JsonNode unresolved, String place) {
    JsonNode schema = resolved(unresolved);
    String type =
        schema.path("type").isArray()
            ? schema.path("type").get(0).asText()
            : schema.path("type").asText();
    if (schema.path("enum").isArray()) {
      return schema.path("enum").get(0);
    }
    if (schema.path("examples").isArray() && !type.equals("object")) {
      return schema.path("examples").get(0);
    }
    return switch (type) {
      case "object" -> {
        ObjectNode object = JSON.objectNode();
        schema
            .path("properties")
            .properties()
            .forEach(property -> {
              if (!property.getValue().path("readOnly").asBoolean()) {
                object.set(
                    property.getKey(), sample(property.getValue(), join(place, property.getKey())));
              }
            });
        if (object.isEmpty()) {
          open.add(place);
          if (schema.path("additionalProperties").isObject()) {
            object.set("a", sample(schema.path("additionalProperties"), join(place, "a")));
          }
        }
        yield object;
      }
      case "array" -> JSON.arrayNode().add(sample(schema.path("items"), place + "[0]"));
      case "integer", "number" -> JSON.numberNode(1);
      case "boolean" -> JSON.booleanNode(true);
      default ->
          JSON.textNode(
              schema.path("format").asText().equals("date-time")
                      || schema.toString().contains("date-time")
                  ? "2026-01-01T00:00:00Z"
                  : "a");
    };
  }

  private static String join(String place, String name) {
    return place.endsWith(" ") ? place + name : place + "." + name;
  }

  private JsonNode resolved(JsonNode schema) {
    if (schema.has("$ref")) {
      return resolved(document.at(schema.get("$ref").asText().substring(1)));
    }
    for (String choice : List.of("anyOf", "oneOf", "allOf")) {
      for (JsonNode one : schema.path(choice)) {
        if (!one.path("type").asText().equals("null")) {
          return resolved(one);
        }
      }
    }
    return schema;
  }

  private static List<String> places(JsonNode value, String place) {
    List<String> places = new ArrayList<>();
    if (value instanceof ObjectNode object) {
      places.add(place);
      object
          .properties()
          .forEach(member ->
              places.addAll(
                  places(
                      member.getValue(),
                      place.isEmpty() ? member.getKey() : place + "." + member.getKey())));
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        places.addAll(places(array.get(i), place + "[" + i + "]"));
      }
    }
    return places;
  }

  private static ObjectNode objectAt(JsonNode root, String place) {
    return (ObjectNode)
        (place.isEmpty()
            ? root
            : root.at("/" + place.replace("[", "/").replace("]", "").replace('.', '/')));
  }
}
