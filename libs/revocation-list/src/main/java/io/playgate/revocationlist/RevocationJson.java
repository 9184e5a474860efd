package io.playgate.revocationlist;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.playgate.feedclient.MalformedFeedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wire form of rules, snapshots and the feed's other events (docs/reference/service-calls.md,
 * "Revocation snapshot and feed"). Reading is strict in what it knows (types, bounds, members that
 * must be there, none twice) and passes over members it does not know, so that a newer service can
 * add some.
 */
public final class RevocationJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxStringLength(4096)
                  .maxNameLength(256)
                  .maxNumberLength(20)
                  .build())
          .build();

  private RevocationJson() {}

  /** The rule as one line of JSON. */
  public static String write(RevocationRule rule) {
    StringWriter text = new StringWriter(384);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, rule);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes the snapshot as UTF-8; leaves the stream open. */
  public static void write(RevocationSnapshot snapshot, OutputStream to) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(to)) {
      json.writeStartObject();
      json.writeStringField("position", snapshot.position().toString());
      json.writeNumberField("time", snapshot.timeMillis());
      json.writeArrayFieldStart("rules");
      for (RevocationRule rule : snapshot.rules()) {
        write(json, rule);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /**
   * Reads one rule.
   *
   * @throws MalformedFeedException if the text is not a rule
   */
  public static RevocationRule readRule(String text) {
    return read(text, RevocationJson::rule);
  }

  /**
   * Reads a snapshot.
   *
   * @throws MalformedFeedException if the stream holds anything else
   * @throws IOException if the stream cannot be read
   */
  public static RevocationSnapshot readSnapshot(InputStream from) throws IOException {
    try (JsonParser json = JSON.createParser(from)) {
      return toEnd(json, RevocationJson::snapshot);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new MalformedFeedException("not a snapshot in JSON", e);
    }
  }

  /**
   * Reads the data of a {@code lift} event: the id of the rule that was lifted.
   *
   * @throws MalformedFeedException if the text is anything else
   */
  public static String readLift(String text) {
    String id = read(text, json -> members(json, "id")).string("id");
    if (!RevocationRule.isId(id)) {
      throw new MalformedFeedException("id is not the id of a rule");
    }
    return id;
  }

  /**
   * Reads the data of a {@code position} event: epoch milliseconds of the log's clock.
   *
   * @throws MalformedFeedException if the text is anything else
   */
  public static long readTime(String text) {
    return read(text, json -> members(json, "time")).number("time");
  }

  private static void write(JsonGenerator json, RevocationRule rule) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", rule.id());
    json.writeStringField("kind", rule.kind().wireName());
    json.writeStringField("scope", rule.scope().wireName());
    json.writeStringField("subject", rule.subject());
    if (rule.kind() == RevocationRule.Kind.CUT_OFF) {
      json.writeNumberField("notBefore", rule.notBeforeMillis());
    }
    json.writeNumberField("effectiveAt", rule.effectiveAtMillis());
    if (rule.expiresAtMillis() != RevocationRule.UNTIL_LIFTED) {
      json.writeNumberField("expiresAt", rule.expiresAtMillis());
    }
    json.writeStringField("reason", rule.reason());
    json.writeStringField("source", rule.source());
    if (rule.derivedFrom() != null) {
      json.writeStringField("derivedFrom", rule.derivedFrom());
    }
    json.writeEndObject();
  }

  @FunctionalInterface
  private interface Reader<T> {
    /** Reads a value; the parser stands on its first token before and on its last after. */
    T read(JsonParser json) throws IOException;
  }

  private static <T> T read(String text, Reader<T> reader) {
    try (JsonParser json = JSON.createParser(text)) {
      return toEnd(json, reader);
    } catch (IOException e) {
      throw new MalformedFeedException("not JSON of the expected form", e);
    }
  }

  private static <T> T toEnd(JsonParser json, Reader<T> reader) throws IOException {
    json.nextToken();
    T value = reader.read(json);
    if (json.nextToken() != null) {
      throw new MalformedFeedException("more than one JSON value");
    }
    return value;
  }

  private static RevocationSnapshot snapshot(JsonParser json) throws IOException {
    requireToken(json, JsonToken.START_OBJECT);
    FeedPosition position = null;
    Long time = null;
    List<RevocationRule> rules = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "position" -> position = position(json);
        case "time" -> time = number(json);
        case "rules" -> rules = rules(json);
        default -> json.skipChildren();
      }
    }
    requireToken(json, JsonToken.END_OBJECT);
    if (position == null || time == null || rules == null) {
      throw new MalformedFeedException("a snapshot has position, time and rules");
    }
    return new RevocationSnapshot(position, time, rules);
  }

  private static List<RevocationRule> rules(JsonParser json) throws IOException {
    requireToken(json, JsonToken.START_ARRAY);
    List<RevocationRule> rules = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      rules.add(rule(json));
    }
    requireToken(json, JsonToken.END_ARRAY);
    return rules;
  }

  private static RevocationRule rule(JsonParser json) throws IOException {
    requireToken(json, JsonToken.START_OBJECT);
    String id = null;
    RevocationRule.Kind kind = null;
    RevocationScope scope = null;
    String subject = null;
    Long notBefore = null;
    Long effectiveAt = null;
    Long expiresAt = null;
    String reason = null;
    String source = null;
    String derivedFrom = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "id" -> id = string(json);
        case "kind" -> kind = RevocationRule.Kind.ofWireName(string(json));
        case "scope" -> scope = RevocationScope.ofWireName(string(json));
        case "subject" -> subject = string(json);
        case "notBefore" -> notBefore = number(json);
        case "effectiveAt" -> effectiveAt = number(json);
        case "expiresAt" -> expiresAt = number(json);
        case "reason" -> reason = string(json);
        case "source" -> source = string(json);
        case "derivedFrom" -> derivedFrom = string(json);
        default -> json.skipChildren();
      }
    }
    requireToken(json, JsonToken.END_OBJECT);
    if (id == null
        || kind == null
        || scope == null
        || subject == null
        || effectiveAt == null
        || reason == null
        || source == null
        || (kind == RevocationRule.Kind.CUT_OFF && (notBefore == null || expiresAt == null))) {
      throw new MalformedFeedException("a rule lacks a member, or its kind or scope is unknown");
    }
    try {
      return new RevocationRule(
          id,
          kind,
          scope,
          subject,
          notBefore == null ? Long.MAX_VALUE : notBefore,
          effectiveAt,
          expiresAt == null ? RevocationRule.UNTIL_LIFTED : expiresAt,
          reason,
          source,
          derivedFrom);
    } catch (IllegalArgumentException e) {
      throw new MalformedFeedException("a rule is out of bounds", e);
    }
  }

  /** The only member of interest in a small object. */
  private record Member(@Nullable String text, @Nullable Long value) {
    String string(String name) {
      if (text == null) {
        throw new MalformedFeedException(name + " is missing");
      }
      return text;
    }

    long number(String name) {
      if (value == null) {
        throw new MalformedFeedException(name + " is missing");
      }
      return value;
    }
  }

  private static Member members(JsonParser json, String wanted) throws IOException {
    requireToken(json, JsonToken.START_OBJECT);
    Member found = new Member(null, null);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (name.equals(wanted)) {
        found =
            token == JsonToken.VALUE_STRING
                ? new Member(string(json), null)
                : new Member(null, number(json));
      } else {
        json.skipChildren();
      }
    }
    requireToken(json, JsonToken.END_OBJECT);
    return found;
  }

  private static FeedPosition position(JsonParser json) throws IOException {
    try {
      return FeedPosition.parse(string(json));
    } catch (IllegalArgumentException e) {
      throw new MalformedFeedException("position is malformed", e);
    }
  }

  private static String string(JsonParser json) throws IOException {
    requireToken(json, JsonToken.VALUE_STRING);
    return json.getText();
  }

  private static long number(JsonParser json) throws IOException {
    requireToken(json, JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  private static void requireToken(JsonParser json, JsonToken expected) {
    if (json.currentToken() != expected) {
      throw new MalformedFeedException(
          "expected " + expected + " but found " + json.currentToken());
    }
  }
}
