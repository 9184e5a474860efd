package io.playgate.support.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error answer (RFC 9457), with {@code code} as its stable machine-readable name.
 *
 * @param type a URI for the kind of problem: {@code urn:playgate:problem:} and the code
 * @param title the short sentence for people
 * @param status the HTTP status
 * @param detail what the caller can do about this occurrence; never the text of an exception
 * @param code the name from the error catalogue
 * @param instance a URI for this occurrence, which the log carries too ({@link RefusalLog})
 * @param extensions further members; values are text, numbers, booleans, or collections and maps of
 *     these
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String instance,
    Map<String, Object> extensions) {

  /** The media type of the body. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();

  /** Takes a copy of the extensions. */
  public Problem {
    extensions = Map.copyOf(extensions);
  }

  /**
   * Makes the problem for one occurrence of an error.
   *
   * @param error the catalogue entry
   * @param detail what the caller is told of this occurrence, or null for the catalogue's advice
   */
  public static Problem of(ErrorCode error, @Nullable String detail) {
    return of(error, detail, Map.of());
  }

  /**
   * Makes the problem for one occurrence of an error.
   *
   * @param error the catalogue entry
   * @param detail what the caller is told of this occurrence, or null for the catalogue's advice
   * @param extensions further members
   */
  public static Problem of(
      ErrorCode error, @Nullable String detail, Map<String, Object> extensions) {
    return new Problem(
        "urn:playgate:problem:" + error.code(),
        error.title(),
        error.status(),
        detail == null ? error.advice() : detail,
        error.code(),
        "urn:uuid:" + UUID.randomUUID(),
        extensions);
  }

  /** Returns the body as UTF-8. */
  public byte[] toJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", type);
      json.writeStringField("title", title);
      json.writeNumberField("status", status);
      json.writeStringField("detail", detail);
      json.writeStringField("code", code);
      json.writeStringField("instance", instance);
      for (Map.Entry<String, Object> extension : new TreeMap<>(extensions).entrySet()) {
        json.writeFieldName(extension.getKey());
        write(json, extension.getValue());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case Collection<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Map<?, ?> members -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          json.writeFieldName(String.valueOf(member.getKey()));
          write(json, member.getValue());
        }
        json.writeEndObject();
      }
      default -> json.writeString(value.toString());
    }
  }
}
