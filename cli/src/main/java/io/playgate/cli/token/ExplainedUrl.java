package io.playgate.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.catalogue.Dialects;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A URL that stands on the command line, as the question that a line of JSON would ask. Where no
 * dialect is named, those are tried that find a token in the request, and the one that gets
 * furthest answers.
 */
final class ExplainedUrl {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode question = NODES.objectNode();
  private final @Nullable String dialect;

  /**
   * @param url the request's URL
   * @param dialect the dialect; null to find it out
   * @param options the dialect's options
   */
  ExplainedUrl(String url, @Nullable String dialect, Map<String, String> options) {
    this.dialect = dialect;
    question.putObject("request").put("url", url).putObject("headers");
    ObjectNode node = question.putObject("options");
    options.forEach(node::put);
    question.putArray("keys");
  }

  /**
   * Adds what else the request has.
   *
   * @param headers each as {@code Name: value}
   */
  void request(@Nullable String method, @Nullable String clientIp, List<String> headers)
      throws BadQuestionException {
    ObjectNode request = (ObjectNode) question.path("request");
    if (method != null) {
      request.put("method", method);
    }
    if (clientIp != null) {
      request.put("clientIp", clientIp);
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon <= 0) {
        throw new BadQuestionException("header-invalid", "--header must be \"Name: value\"");
      }
      ((ObjectNode) request.path("headers"))
          .put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
  }

  /**
   * Sets the time that is asked about.
   *
   * @param now epoch seconds, or RFC 3339
   */
  void now(String now) throws BadQuestionException {
    try {
      question.put(
          "now",
          now.chars().allMatch(c -> c >= '0' && c <= '9')
              ? Long.parseLong(now)
              : Instant.parse(now).getEpochSecond());
    } catch (DateTimeException | NumberFormatException e) {
      throw new BadQuestionException(
          "now-invalid", "--now must be epoch seconds, or a time like 2026-11-30T12:00:00Z");
    }
  }

  /** Adds keys: one, an array of them, or a set ({@code {"keys":[...]}}). */
  void keys(JsonNode keys) throws BadQuestionException {
    ArrayNode all = (ArrayNode) question.path("keys");
    JsonNode some = keys.has("keys") ? keys.path("keys") : keys;
    if (some.isArray()) {
      some.forEach(all::add);
    } else if (some.isObject()) {
      all.add(some);
    } else {
      throw new BadQuestionException(
          "key-invalid", "the keys must be a JSON Web Key, an array of them, or a set");
    }
  }

  /** Answers. */
  ObjectNode answer(Lines.Respondent respondent) throws BadQuestionException {
    if (dialect != null) {
      return answer(dialect, respondent);
    }
    ObjectNode best = null;
    BadQuestionException refusal = null;
    for (Dialect candidate : Dialects.all()) {
      if (findsToken(candidate)) {
        try {
          ObjectNode answer = answer(candidate.id(), respondent);
          if (best == null || passed(answer) > passed(best)) {
            best = answer;
          }
        } catch (BadQuestionException e) {
          // A key that is none is none for all dialects.
          refusal = refusal == null ? e : refusal;
        }
      }
    }
    if (best == null) {
      throw refusal != null
          ? refusal
          : new BadQuestionException(
              "dialect-unknown",
              "no dialect finds a token in this URL; name it with --dialect, and its options with"
                  + " --option (./playgate token dialects --table lists them)");
    }
    return best;
  }

  private boolean findsToken(Dialect candidate) {
    try {
      Fields fields = fields(candidate.id());
      var request = Question.request(fields);
      var options = Question.options(fields, candidate);
      return Detection.format(candidate, request, options).cut(request) instanceof PresentedToken;
    } catch (BadQuestionException e) {
      return false;
    }
  }

  private Fields fields(String id) throws BadQuestionException {
    return Fields.of(question.deepCopy().put("dialect", id), "", TokenCommand.VERIFY);
  }

  private ObjectNode answer(String id, Lines.Respondent respondent) throws BadQuestionException {
    ObjectNode answer = NODES.objectNode().put("dialect", id);
    answer.setAll(respondent.answer(fields(id)));
    return answer;
  }

  /** How far a dialect got: an allowed request before all, then the steps that hold. */
  private static int passed(ObjectNode answer) {
    int passed = answer.path("allow").asBoolean() ? 1000 : 0;
    for (JsonNode step : answer.path("steps")) {
      passed += step.path("passed").asBoolean() ? 1 : 0;
    }
    return passed;
  }
}
