package io.playgate.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.playgate.cli.version.BuildVersion;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.EncryptingFormat;
import io.playgate.playbacktoken.Explanation;
import io.playgate.playbacktoken.MemoryTokenUses;
import io.playgate.playbacktoken.OpaqueTokens;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.ReferenceFormat;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.TokenFormat;
import io.playgate.playbacktoken.TokenUses;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Signs, verifies and explains tokens of every dialect, offline: newline-delimited JSON on standard
 * input, one answer a line on standard output, in order. Key material comes on standard input only,
 * never as an argument, which other users of a machine can see.
 */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    subcommands = KeyCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Signs, verifies and explains tokens, offline.",
      "One JSON object per line on standard input, one answer per line on standard output, in order.",
      "The JSON Schema: ./playgate token schema"
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every line was answered: signed, or allowed",
      "1:some token was denied, or an answer could not be written",
      "2:the command was not understood",
      "3:some line could not be answered: its answer says why"
    })
public final class TokenCommand {
  private static final int COUNTED_TOKENS = 100_000;
  private static final int DENIED = 1;
  private static final int LOST = 1;
  private static final int FAILED = 3;

  private final InputStream input;
  private final KeyInput keyInput;
  private final PrintStream output;
  private final Clock clock;
  private final TokenUses uses = new MemoryTokenUses(COUNTED_TOKENS);

  /** On standard input and output. */
  public TokenCommand() {
    this(System.in, System.out, Clock.systemUTC());
  }

  TokenCommand(InputStream input, PrintStream output, Clock clock) {
    this.input = input;
    this.keyInput = new KeyInput(input);
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
          Verdict verdict = asked.verdict(uses);
          ObjectNode answer = Answers.verdict(verdict);
          asked.renewal(verdict).ifPresent(renewal -> Answers.renewal(answer, renewal));
          return answer;
        });
  }

  /** {@code token explain}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = BuildVersion.class,
      description = {
        "Verifies with an explanation of every step: one URL, or the lines of standard input. The",
        "keys for a URL are read from a file or standard input, never from an argument."
      })
  int explain(
      @Parameters(arity = "0..1", paramLabel = "URL", description = "The URL with its token.")
          @Nullable String url,
      @Option(names = "--dialect", description = "The dialect; detected by default.")
          @Nullable String dialect,
      @Option(
              names = "--keys",
              paramLabel = "FILE",
              description = "A JSON Web Key, an array of them, or a set; default standard input.")
          @Nullable Path keys,
      @Option(names = "--option", paramLabel = "NAME=VALUE", description = "As in \"options\".")
          @Nullable Map<String, String> options,
      @Option(names = "--header", paramLabel = "NAME: VALUE", description = "A request header.")
          @Nullable List<String> headers,
      @Option(names = "--method", description = "The request's method; default GET.")
          @Nullable String method,
      @Option(names = "--client-ip", description = "The client's address.")
          @Nullable String clientIp,
      @Option(names = "--now", description = "Epoch seconds, or RFC 3339; default the clock's.")
          @Nullable String now,
      @Option(names = "--json", description = "Print one JSON object per line.") boolean json) {
    Lines.Respondent respondent =
        question -> {
          Case asked = Case.of(question, clock);
          return Answers.explanation(asked.explanation(uses));
        };
    Lines.Form form = json ? Lines::json : TokenCommand::forPeople;
    if (url == null) {
      return answer(VERIFY, respondent, form);
    }
    ObjectNode answer;
    try {
      ExplainedUrl asked = new ExplainedUrl(url, dialect, options == null ? Map.of() : options);
      asked.request(method, clientIp, headers == null ? List.of() : headers);
      if (now != null) {
        asked.now(now);
      }
      byte[] text = keys == null ? keyInput.read() : Files.readAllBytes(keys);
      if (!new String(text, StandardCharsets.UTF_8).isBlank()) {
        asked.keys(Lines.read(text));
      }
      answer = asked.answer(respondent);
    } catch (BadQuestionException e) {
      answer = Answers.error(e.code(), e.detail());
    } catch (IOException e) {
      answer =
          Answers.error(
              "keys-unreadable", "the keys cannot be read: --keys must be a readable file");
    }
    try {
      return print(form.text(answer), Lines.Outcome.of(answer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  KeyInput keyInput() {
    return keyInput;
  }

  /** Prints an answer; the exit code. */
  int print(byte[] answer, Lines.Outcome outcome) {
    try {
      output.write(answer);
      return exitCode(outcome);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] forPeople(ObjectNode answer) {
    return People.explanation(answer).getBytes(StandardCharsets.UTF_8);
  }

  /** {@code token dialects}. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = BuildVersion.class,
      description = {
        "Lists the dialects: carriers, algorithms, options, proof level.",
        "One JSON object per line, or a table with --table."
      })
  int dialects(@Option(names = "--table", description = "Print a table.") boolean table) {
    if (table) {
      output.printf(ROW, "DIALECT", "CARRIERS", "ALGORITHMS", "PROOF");
      output.println("    option: what it means");
    }
    for (Dialect dialect : Dialects.all()) {
      ObjectNode description = Answers.dialect(dialect);
      if (!table) {
        output.println(description);
      } else {
        output.printf(
            ROW,
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

  private static final String ROW = "%-18s %-24s %-28s %s%n";

  static final Set<String> VERIFY = Set.of("dialect", "keys", "request", "now", "options");

  private int answer(Set<String> known, Lines.Respondent respondent) {
    return answer(known, respondent, Lines::json);
  }

  private int answer(Set<String> known, Lines.Respondent respondent, Lines.Form form) {
    try {
      return exitCode(Lines.answerAll(input, output, known, respondent, form));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int exitCode(Lines.Outcome outcome) {
    return switch (outcome) {
      case ANSWERED -> written();
      case DENIED -> DENIED;
      case FAILED -> written() == 0 ? FAILED : LOST;
    };
  }

  /** The exit code: a stream for printing keeps its errors to itself, and an answer may be lost. */
  private int written() {
    return output.checkError() ? LOST : 0;
  }

  private static ObjectNode sign(Fields question) throws BadQuestionException {
    Dialect dialect = Question.dialect(question);
    Jwk key = Question.key(question.node("key"), dialect);
    if (!key.canSign()) {
      throw new BadQuestionException(
          "key-cannot-sign", "the key is public; signing needs its private part");
    }
    TokenFormat format =
        Question.format(
            Question.carrier(question.optionalText("carrier"), dialect),
            Question.options(question, dialect),
            dialect);
    Fields grant = Question.grantFields(question);
    JsonNode encryption = question.node("encryptionKey");
    if (encryption != null && !(format instanceof EncryptingFormat)) {
      throw new BadQuestionException(
          "encryption-key",
          "tokens of " + dialect.id() + " cannot be encrypted: leave encryptionKey out");
    }
    try {
      PlaybackGrant content = Question.grant(grant);
      String url = grant.text("url");
      return Answers.signed(
          switch (format) {
            case EncryptingFormat encrypting when encryption != null ->
                encrypting.sign(
                    content, url, key.signingKey(), Question.key(encryption, dialect).signingKey());
            case SignedFormat signed -> signed.sign(content, url, key.signingKey());
            case ReferenceFormat reference ->
                reference.issue(OpaqueTokens.text(key.signingKey()), content, url);
          });
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
      TokenFormat format, KeyRing keys, List<Jwk> pairs, PlaybackRequest request, long now) {

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
      return new Case(
          Detection.format(dialect, request, Question.options(question, dialect)),
          ring,
          pairs,
          request,
          question.seconds("now", clock.instant().getEpochSecond()));
    }

    Verdict verdict(TokenUses uses) {
      return switch (format) {
        case SignedFormat signed -> signed.verify(request, keys, now, uses);
        case ReferenceFormat reference -> Explanation.of(reference, request).verdict();
      };
    }

    Explanation explanation(TokenUses uses) {
      return switch (format) {
        case SignedFormat signed -> Explanation.of(signed, request, keys, now, uses);
        case ReferenceFormat reference -> Explanation.of(reference, request);
      };
    }

    /** The successor that the token asks for, signed by the key that signed the token. */
    Optional<Renewal> renewal(Verdict verdict) {
      if (!(format instanceof SignedFormat signed) || !(verdict instanceof Verdict.Allow allow)) {
        return Optional.empty();
      }
      return pairs.stream()
          .filter(pair -> pair.kid().equals(allow.kid()) && pair.canSign())
          .findFirst()
          .flatMap(pair -> signed.renew(allow, pair.signingKey(), now));
    }
  }
}
