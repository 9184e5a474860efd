package io.playgate.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers as text, for people. */
final class People {
  private static final Set<String> TIMES = Set.of("issuedAt", "notBefore", "expiresAt");

  private People() {}

  /** An explanation, or the error in its place. */
  static String explanation(ObjectNode answer) {
    JsonNode error = answer.get("error");
    if (error != null) {
      return error(error.path("code").asText(), error.path("detail").asText());
    }
    StringBuilder text = new StringBuilder();
    if (answer.has("dialect")) {
      text.append(answer.path("dialect").asText()).append(", ");
    }
    text.append(answer.path("allow").asBoolean() ? "allowed" : "denied")
        .append(": ")
        .append(answer.path("detail").asText());
    if (!answer.path("allow").asBoolean()) {
      text.append(" (")
          .append(answer.path("code").asText())
          .append(", ")
          .append(answer.path("denyCode").asInt())
          .append(')');
    }
    text.append('\n');
    for (JsonNode step : answer.path("steps")) {
      text.append(
          "  %-4s  %-14s  %s%n"
              .formatted(
                  step.path("passed").asBoolean() ? "ok" : "FAIL",
                  step.path("step").asText(),
                  step.path("detail").asText()));
    }
    for (Map.Entry<String, JsonNode> field : answer.path("grant").properties()) {
      text.append("  %-20s  %s%n".formatted(field.getKey(), value(field)));
    }
    return text.toString();
  }

  /** An error in one line. */
  static String error(String code, String detail) {
    return "error: %s (%s)%n".formatted(detail, code);
  }

  private static String value(Map.Entry<String, JsonNode> field) {
    JsonNode value = field.getValue();
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(item.asText()));
      return String.join(", ", items);
    }
    if (TIMES.contains(field.getKey())) {
      try {
        return value.asText() + "  " + Instant.ofEpochSecond(value.asLong());
      } catch (DateTimeException e) {
        return value.asText();
      }
    }
    return value.asText();
  }
}
