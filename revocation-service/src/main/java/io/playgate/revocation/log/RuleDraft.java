package io.playgate.revocation.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A rule as its author thinks of it: all but its times, which Redis' clock gives.
 *
 * @param id the identifier
 * @param kind cut-off or hold
 * @param scope what the subject is
 * @param subject what is hit
 * @param reason stable reason code
 * @param source who asks
 * @param derivedFrom the rule it is expanded from, or null
 */
public record RuleDraft(
    String id,
    RevocationRule.Kind kind,
    RevocationScope scope,
    String subject,
    String reason,
    String source,
    @Nullable String derivedFrom) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * @throws IllegalArgumentException if no rule can be like that
   */
  public RuleDraft {
    // A rule with any times at all: it checks everything else.
    new RevocationRule(id, kind, scope, subject, 0, 0, 1, reason, source, derivedFrom);
  }

  /** A new identifier: 32 hexadecimal digits that begin with the time, so that ids sort by age. */
  public static String newId(long epochMillis) {
    byte[] random = new byte[10];
    new SecureRandom().nextBytes(random);
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(epochMillis, 12) + hex.formatHex(random);
  }

  /** The rule's JSON up to its times. */
  String head() {
    return write(json -> {
      json.writeStartObject();
      json.writeStringField("id", id);
      json.writeStringField("kind", kind.wireName());
      json.writeStringField("scope", scope.wireName());
      json.writeStringField("subject", subject);
    });
  }

  /** The rule's JSON behind its times, with a comma in front. */
  String tail() {
    String members =
        write(json -> {
          json.writeStartObject();
          json.writeStringField("reason", reason);
          json.writeStringField("source", source);
          if (derivedFrom != null) {
            json.writeStringField("derivedFrom", derivedFrom);
          }
          json.writeEndObject();
        });
    return ',' + members.substring(1);
  }

  @FunctionalInterface
  private interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  private static String write(Writer writer) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      writer.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
