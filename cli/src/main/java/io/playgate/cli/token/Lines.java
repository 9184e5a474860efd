package io.playgate.cli.token;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Newline-delimited JSON: reads one question a line, writes one answer a line, in order. A line
 * that cannot be understood is answered with {@code error}, and the next one is read. Empty lines
 * are skipped, and so is a byte order mark at the start, which some editors and shells write.
 */
final class Lines {
  /** The longest line that is read, in bytes. */
  static final int MAX_LINE = 1024 * 1024;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNumberLength(32)
                          .maxStringLength(MAX_LINE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Answers one question. */
  @FunctionalInterface
  interface Respondent {
    /**
     * Answers.
     *
     * @throws BadQuestionException where the question cannot be understood
     */
    ObjectNode answer(Fields question) throws BadQuestionException;
  }

  private Lines() {}

  /** How the lines were answered, from the best to the worst: the worst of them counts. */
  enum Outcome {
    /** Every one as it was asked for. */
    ANSWERED,
    /** Some token was denied. */
    DENIED,
    /** Some line could not be answered. */
    FAILED;

    static Outcome of(ObjectNode answer) {
      if (answer.has("error")) {
        return FAILED;
      }
      return answer.path("allow").asBoolean(true) ? ANSWERED : DENIED;
    }

    Outcome and(Outcome other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** Writes an answer, with what ends it. */
  @FunctionalInterface
  interface Form {
    /** The text of an answer. */
    byte[] text(ObjectNode answer) throws IOException;
  }

  /** One line of JSON. */
  static byte[] json(ObjectNode answer) throws IOException {
    return (JSON.writeValueAsString(answer) + '\n').getBytes(StandardCharsets.UTF_8);
  }

  /** Reads one JSON text, as strictly as a line. */
  static JsonNode read(byte[] text) throws BadQuestionException {
    return parse(text);
  }

  /** Answers every line of the input. */
  static Outcome answerAll(
      InputStream input, OutputStream output, Set<String> known, Respondent respondent, Form form)
      throws IOException {
    Outcome outcome = Outcome.ANSWERED;
    BufferedInputStream lines = new BufferedInputStream(input, 1 << 16);
    skipByteOrderMark(lines);
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    while (true) {
      byte[] line = readLine(lines);
      if (line == null) {
        break;
      }
      if (line.length > 0 && !isBlank(line)) {
        ObjectNode answer = answer(line, known, respondent);
        outcome = outcome.and(Outcome.of(answer));
        answers.write(form.text(answer));
      }
      // Whoever waits for an answer gets it; whoever pipes a file in gets them together.
      if (lines.available() == 0 || answers.size() > 1 << 16) {
        answers.writeTo(output);
        output.flush();
        answers.reset();
      }
    }
    answers.writeTo(output);
    output.flush();
    return outcome;
  }

  private static void skipByteOrderMark(BufferedInputStream input) throws IOException {
    input.mark(3);
    if (input.read() != 0xef || input.read() != 0xbb || input.read() != 0xbf) {
      input.reset();
    }
  }

  private static ObjectNode answer(byte[] line, Set<String> known, Respondent respondent) {
    if (line.length > MAX_LINE) {
      return Answers.error("line-too-long", "a line may be " + MAX_LINE + " bytes long");
    }
    try {
      return respondent.answer(Fields.of(parse(line), "", known));
    } catch (BadQuestionException e) {
      return Answers.error(e.code(), e.detail());
    }
  }

  private static JsonNode parse(byte[] line) throws BadQuestionException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      try (JsonParser parser = JSON.createParser(text)) {
        return JSON.readTree(parser) instanceof JsonNode node && parser.nextToken() == null
            ? node
            : refuse();
      }
    } catch (CharacterCodingException e) {
      throw new BadQuestionException("line-invalid", "the line is not UTF-8");
    } catch (JsonProcessingException e) {
      // The cause might quote key material.
      throw new BadQuestionException(
          "line-invalid",
          "the line is not one JSON object without duplicate members (column %d)"
              .formatted(e.getLocation() == null ? 0 : e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new BadQuestionException("line-invalid", "the line cannot be read");
    }
  }

  private static JsonNode refuse() throws BadQuestionException {
    throw new BadQuestionException("line-invalid", "the line is not one JSON object");
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** The next line, cut one byte after the limit; null at the end. */
  private static byte @Nullable [] readLine(InputStream input) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    int next = input.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (line.size() <= MAX_LINE) {
        line.write(next);
      }
      next = input.read();
    }
    return line.toByteArray();
  }

  /** One JSON text, for people: indented. */
  static String pretty(Map<String, ?> value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values can be written", e);
    }
  }
}
