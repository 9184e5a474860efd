package io.playgate.playbacktoken.internal.text;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON as tokens and keys hold it: one UTF-8 object, read member by member. Duplicate members, a
 * depth over 8, and anything after the object are refused.
 */
public final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNumberLength(32)
                  .maxNameLength(256)
                  .maxStringLength(16384)
                  .build())
          .build();

  private StrictJson() {}

  /** Takes one member of an object; the parser stands on its value, and must end there. */
  @FunctionalInterface
  public interface Member {
    /**
     * Takes it.
     *
     * @throws IOException where the value is not acceptable
     */
    void accept(String name, JsonParser value) throws IOException;
  }

  /** Writes members into an object. */
  @FunctionalInterface
  public interface Members {
    /** Writes. */
    void write(JsonGenerator generator) throws IOException;
  }

  /**
   * Reads one object.
   *
   * @throws IOException where the bytes are not exactly one acceptable object
   */
  public static void readObject(byte[] json, Member member) throws IOException {
    // A first byte of '{' and a second that is not NUL rule out every encoding but UTF-8.
    if (json.length < 2 || json[0] != '{' || json[1] == 0) {
      throw new IOException("not a JSON object");
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        member.accept(name, parser);
      }
      if (parser.nextToken() != null) {
        throw new IOException("something follows the JSON object");
      }
    }
  }

  /** The string the parser stands on. */
  public static String string(JsonParser value) throws IOException {
    if (value.currentToken() != JsonToken.VALUE_STRING) {
      throw new IOException("a string is needed");
    }
    return value.getText();
  }

  /** The whole, non-negative number of at most 15 digits that the parser stands on. */
  public static long seconds(JsonParser value) throws IOException {
    if (value.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new IOException("a whole number is needed");
    }
    long seconds = value.getLongValue();
    if (seconds < 0 || seconds > 999_999_999_999_999L) {
      throw new IOException("the number is out of range");
    }
    return seconds;
  }

  /** The array of strings that the parser stands on, at most {@code limit} long. */
  public static List<String> strings(JsonParser value, int limit) throws IOException {
    if (value.currentToken() != JsonToken.START_ARRAY) {
      throw new IOException("an array of strings is needed");
    }
    List<String> strings = new ArrayList<>(4);
    while (value.nextToken() != JsonToken.END_ARRAY) {
      if (strings.size() == limit) {
        throw new IOException("the array is too long");
      }
      strings.add(string(value));
    }
    return strings;
  }

  /** Writes one object, in UTF-8 without white space. */
  public static byte[] writeObject(Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(384);
    try (JsonGenerator generator = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
      generator.writeStartObject();
      members.write(generator);
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("nothing in memory fails to be written", e);
    }
    return out.toByteArray();
  }
}
