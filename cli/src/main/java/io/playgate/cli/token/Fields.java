package io.playgate.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One JSON object of a question, read field by field; a field that nobody knows is an error. */
final class Fields {
  private final JsonNode node;
  private final String where;

  private Fields(JsonNode node, String where) {
    this.node = node;
    this.where = where;
  }

  /**
   * Reads an object.
   *
   * @param where its place in the question, for errors; empty for the whole
   * @param known the fields it may have
   */
  static Fields of(@Nullable JsonNode node, String where, Set<String> known)
      throws BadQuestionException {
    if (node == null || !node.isObject()) {
      throw new BadQuestionException(
          "field-invalid", (where.isEmpty() ? "a question" : where) + " must be a JSON object");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw new BadQuestionException(
            "field-unknown",
            "%s is not known; known are %s"
                .formatted(place(where, field.getKey()), known.stream().sorted().toList()));
      }
    }
    return new Fields(node, where);
  }

  private static String place(String where, String name) {
    return where.isEmpty() ? name : where + "." + name;
  }

  /** A field as it is; null where it is absent or null. */
  @Nullable JsonNode node(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** An object in a field. */
  Fields object(String name, Set<String> known) throws BadQuestionException {
    return of(require(name), place(where, name), known);
  }

  private JsonNode require(String name) throws BadQuestionException {
    JsonNode value = node(name);
    if (value == null) {
      throw new BadQuestionException("field-missing", place(where, name) + " is missing");
    }
    return value;
  }

  /** A text that must be there. */
  String text(String name) throws BadQuestionException {
    return text(require(name), place(where, name));
  }

  /** A text; null where it is absent. */
  @Nullable String optionalText(String name) throws BadQuestionException {
    JsonNode value = node(name);
    return value == null ? null : text(value, place(where, name));
  }

  private static String text(JsonNode value, String place) throws BadQuestionException {
    if (!value.isTextual()) {
      throw new BadQuestionException("field-invalid", place + " must be text");
    }
    return value.textValue();
  }

  /** Epoch seconds; a default where the field is absent. */
  long seconds(String name, long otherwise) throws BadQuestionException {
    JsonNode value = node(name);
    return value == null ? otherwise : seconds(value, place(where, name));
  }

  /** Epoch seconds that must be there. */
  long seconds(String name) throws BadQuestionException {
    return seconds(require(name), place(where, name));
  }

  private static long seconds(JsonNode value, String place) throws BadQuestionException {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new BadQuestionException(
          "field-invalid", place + " must be a whole number of epoch seconds");
    }
    return value.longValue();
  }

  /** An array of texts; empty where the field is absent. */
  List<String> texts(String name) throws BadQuestionException {
    JsonNode value = node(name);
    List<String> texts = new ArrayList<>();
    if (value != null) {
      if (!value.isArray()) {
        throw new BadQuestionException(
            "field-invalid", place(where, name) + " must be an array of texts");
      }
      for (JsonNode item : value) {
        texts.add(text(item, place(where, name) + "[]"));
      }
    }
    return texts;
  }

  /** The items of an array that must be there. */
  List<JsonNode> items(String name) throws BadQuestionException {
    JsonNode value = require(name);
    if (!value.isArray()) {
      throw new BadQuestionException("field-invalid", place(where, name) + " must be an array");
    }
    List<JsonNode> items = new ArrayList<>();
    value.forEach(items::add);
    return items;
  }

  /** An object of any names with texts, numbers and truth values; empty where it is absent. */
  Map<String, String> map(String name) throws BadQuestionException {
    JsonNode value = node(name);
    Map<String, String> map = new LinkedHashMap<>();
    if (value != null) {
      if (!value.isObject()) {
        throw new BadQuestionException(
            "field-invalid", place(where, name) + " must be a JSON object");
      }
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (!field.getValue().isValueNode() || field.getValue().isNull()) {
          throw new BadQuestionException(
              "field-invalid",
              place(place(where, name), field.getKey()) + " must be text, number or truth value");
        }
        map.put(field.getKey(), field.getValue().asText());
      }
    }
    return map;
  }
}
