package io.playgate.support.openapi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jspecify.annotations.Nullable;

/** Writes the values of closed sets of words into the description, from where they are kept. */
public final class Enumerations {

  /** One word or another, and nothing else: {@code cut-off|hold}. */
  private static final Pattern WORDS =
      Pattern.compile(
          "[a-z][a-z0-9-]*(\\\\?[+][a-z0-9-]+)?(\\|[a-z][a-z0-9-]*(\\\\?[+][a-z0-9-]+)?)+");

  private Enumerations() {}

  /**
   * Writes the values of a member into each schema of that name, that of requests included.
   *
   * @param document the description
   * @param schema the schema's name; with {@code Write} it is that of requests
   * @param member the member: text, or an array of texts
   * @param values its values
   */
  public static void put(
      OpenAPI document, String schema, String member, Collection<String> values) {
    if (document.getComponents() == null || document.getComponents().getSchemas() == null) {
      return;
    }
    Map<String, Schema> schemas = document.getComponents().getSchemas();
    for (String name : List.of(schema, schema + "Write")) {
      Schema found = schemas.get(name);
      Schema property =
          found == null || found.getProperties() == null ? null : found.getProperties().get(member);
      Schema text =
          property != null && property.getItems() != null ? property.getItems() : property;
      if (text != null) {
        text.setEnumeration(new ArrayList<>(values));
        text.setPattern(null);
        text.setExamples(null);
        text.setMinLength(null);
        text.setMaxLength(null);
      }
    }
  }

  /** Turns patterns that are lists of words into the words. */
  static void ofPatterns(OpenAPI document) {
    if (document.getComponents() != null && document.getComponents().getSchemas() != null) {
      document.getComponents().getSchemas().values().forEach(Enumerations::ofPattern);
    }
  }

  private static void ofPattern(@Nullable Schema schema) {
    if (schema == null) {
      return;
    }
    String pattern = schema.getPattern();
    if (pattern != null && WORDS.matcher(pattern).matches()) {
      schema.setEnumeration(new ArrayList<>(List.of(pattern.replace("\\", "").split("\\|"))));
      schema.setPattern(null);
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(Enumerations::ofPattern);
    }
    ofPattern(schema.getItems());
    ofPattern(schema.getAdditionalPropertiesSchema());
  }
}
