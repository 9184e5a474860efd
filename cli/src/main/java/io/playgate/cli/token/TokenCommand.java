package io.playgate.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.playgate.cli.version.BuildVersion;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Dialects;
import io.playgate.playbacktoken.Encrypting;
import io.playgate.playbacktoken.Explanation;
import io.playgate.playbacktoken.Jwk;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.Renewing;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Signs, verifies and explains tokens of every dialect, offline: newline-delimited JSON on standard
 * input, one answer a line on standard output, in order. Key material comes on standard input only,
 * never as an argument, which other users of a machine can see.
 */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Signs, verifies and explains tokens, offline.",
      "One JSON object a line on standard input, one answer a line on standard output, in order.",
      "The JSON Schema: ./playgate token schema"
    })
public final class TokenCommand {
  private final InputStream input;
  private final PrintStream output;
  private final Clock clock;

  /** On standard input and output. */
  public TokenCommand() {
    this(System.in, System.out, Clock.systemUTC());
  }

  TokenCommand(InputStream input, PrintStream output, Clock clock) {
    this.input = input;
    this.output = output;
    this.clock = clock;
  }

  /** {@code token sign}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = BuildVersion.class,
      description = {
        "Signs grants:",
        "  {\"dialect\",\"key\":<JWK>,\"grant\":{\"url\",\"expiresAt\",...},\"carrier\",\"options\"}",
        "  -> {\"url\",\"token\",\"cookies\",\"headers\"} or {\"error\":{\"code\",\"detail\"}}"
      })
  int sign() {
    return answer(
        Set.of("dialect", "key", "encryptionKey", "grant", "carrier", "options"),
        TokenCommand::sign);
  }

  /** {@code token verify}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = BuildVersion.class,
      description = {
        "Verifies requests:",
        "  {\"dialect\",\"keys\":[<JWK>],\"request\":{\"url\",\"method\",\"headers\",\"clientIp\"},"
            + "\"now\",\"options\"}",
        "  -> {\"allow\",\"code\",\"denyCode\",\"detail\",\"grant\"}",
        "and the token's successor, where it asks for one and the keys can sign it"
      })
  int verify() {
    return answer(
        VERIFY,
        question -> {
          Case asked = Case.of(question, clock);
          Verdict verdict =
              asked.dialect().verify(asked.request(), asked.keys(), asked.now(), asked.placement());
          ObjectNode answer = Answers.verdict(verdict);
          asked.renewal(verdict).ifPresent(renewal -> Answers.renewal(answer, renewal));
          return answer;
        });
  }

  /** {@code token explain}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = BuildVersion.class,
      description = "Answers as verify does, with every step that was judged.")
  int explain() {
    return answer(
        VERIFY,
        question -> {
          Case asked = Case.of(question, clock);
          return Answers.explanation(
              Explanation.of(
                  asked.dialect(), asked.request(), asked.keys(), asked.now(), asked.placement()));
        });
  }

  /** {@code token dialects}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = BuildVersion.class,
      description = {
        "Lists the dialects: carriers, algorithms, options, proof level.",
        "One JSON object a line; --table is easier to look at."
      })
  int dialects(@Option(names = "--table", description = "A table for people.") boolean table) {
    for (Dialect dialect : Dialects.all()) {
      ObjectNode description = Answers.dialect(dialect);
      if (!table) {
        output.println(description);
      } else {
        output.printf(
            "%-18s %-24s %-28s %s%n",
            dialect.id(),
            join(description, "carriers"),
            join(description, "algorithms"),
            description.get("proof").asText()
                + (description.get("experimental").asBoolean() ? " (experimental)" : ""));
        description
            .get("options")
            .properties()
            .forEach(option ->
                output.printf("    %s: %s%n", option.getKey(), option.getValue().asText()));
      }
    }
    return written();
  }

  /** {@code token schema}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = BuildVersion.class,
      description = "Prints the JSON Schema of questions and answers.")
  int schema() {
    try (InputStream schema = TokenCommand.class.getResourceAsStream("/token.schema.json")) {
      if (schema == null) {
        throw new IllegalStateException("the schema is not on the class path");
      }
      output.print(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
      return written();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final Set<String> VERIFY = Set.of("dialect", "keys", "request", "now", "options");

  private int answer(Set<String> known, Lines.Respondent respondent) {
    try {
      Lines.answerAll(input, output, known, respondent);
      return written();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The exit code: a stream for printing keeps its errors to itself, and an answer may be lost. */
  private int written() {
    return output.checkError() ? 1 : 0;
  }

  private static ObjectNode sign(Fields question) throws BadQuestionException {
    Dialect dialect = Question.dialect(question);
    Jwk key = Question.key(question.node("key"), dialect);
    if (!key.canSign()) {
      throw new BadQuestionException(
          "key-cannot-sign", "the key is public: it has no private part");
    }
    Map<String, String> options = Question.options(question, dialect);
    Placement placement =
        Question.placement(
            Question.carrier(question.optionalText("carrier"), dialect), options, dialect);
    Fields grant = Question.grantFields(question);
    JsonNode encryption = question.node("encryptionKey");
    if (encryption != null && !(dialect instanceof Encrypting)) {
      throw new BadQuestionException(
          "encryption-key", "tokens of " + dialect.id() + " have no encrypted part");
    }
    try {
      PlaybackGrant content = Question.grant(grant);
      String url = grant.text("url");
      return Answers.signed(
          encryption != null && dialect instanceof Encrypting encrypting
              ? encrypting.sign(
                  content,
                  url,
                  key.signingKey(),
                  Question.key(encryption, dialect).signingKey(),
                  placement)
              : dialect.sign(content, url, key.signingKey(), placement));
    } catch (UnsupportedGrantException e) {
      return Answers.error(e.code(), String.valueOf(e.getMessage()));
    }
  }

  private static String join(ObjectNode description, String name) {
    List<String> texts = new ArrayList<>();
    description.path(name).forEach(item -> texts.add(item.asText()));
    return String.join(",", texts);
  }

  /** One request to be judged. */
  private record Case(
      Dialect dialect,
      KeyRing keys,
      List<Jwk> pairs,
      PlaybackRequest request,
      long now,
      Placement placement) {

    static Case of(Fields question, Clock clock) throws BadQuestionException {
      Dialect dialect = Question.dialect(question);
      List<Jwk> pairs = new ArrayList<>();
      List<SigningKey> keys = new ArrayList<>();
      for (JsonNode key : question.items("keys")) {
        Jwk pair = Question.key(key, dialect);
        pairs.add(pair);
        keys.add(pair.verificationKey());
      }
      KeyRing ring;
      try {
        ring = new KeyRing(keys);
      } catch (IllegalArgumentException e) {
        throw new BadQuestionException("key-invalid", String.valueOf(e.getMessage()));
      }
      PlaybackRequest request = Question.request(question);
      Map<String, String> options = Question.options(question, dialect);
      return new Case(
          dialect,
          ring,
          pairs,
          request,
          question.seconds("now", clock.instant().getEpochSecond()),
          Detection.placement(dialect, request, options));
    }

    /** The successor that the token asks for, signed by the key that signed the token. */
    Optional<Renewal> renewal(Verdict verdict) {
      if (!(dialect instanceof Renewing renewing) || !(verdict instanceof Verdict.Allow allow)) {
        return Optional.empty();
      }
      return pairs.stream()
          .filter(pair -> pair.kid().equals(allow.kid()) && pair.canSign())
          .findFirst()
          .flatMap(pair -> renewing.renew(allow, pair.signingKey(), placement, now));
    }
  }
}
