package io.playgate.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.EncryptingDialect;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.TokenFormat;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.InvalidJwkException;
import io.playgate.playbacktoken.key.Jwk;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What questions have in common: dialect, keys, placement, grant, request. */
final class Question {
  /** The option that names the parameter, segment, cookie or header. */
  static final String NAME = "name";

  /** The option that holds the path prefix of the CDN property. */
  static final String BASE_PATH = "basePath";

  private static final Set<String> CONTENT_ENCRYPTION = Set.of("A128GCM", "A256GCM");

  private static final Set<String> GRANT =
      Set.of(
          "url",
          "paths",
          "session",
          "viewer",
          "asset",
          "package",
          "entitlement",
          "login",
          "device",
          "tokenId",
          "data",
          "issuedAt",
          "notBefore",
          "expiresAt",
          "ip",
          "domain",
          "methods",
          "countries");

  private Question() {}

  static Dialect dialect(Fields question) throws BadQuestionException {
    String id = question.text("dialect");
    return Dialects.find(id)
        .orElseThrow(() ->
            new BadQuestionException(
                "dialect-unknown", "unknown dialect; ./playgate token dialects lists them"));
  }

  /**
   * Reads a key. JOSE has no names for what most vendors do with a shared secret, so an {@code oct}
   * key whose {@code alg} the dialect does not know is taken for the first algorithm for secrets
   * that the dialect has. One without {@code alg} is refused, as any key is.
   */
  static Jwk key(@Nullable JsonNode node, Dialect dialect) throws BadQuestionException {
    if (node == null || !node.isObject()) {
      throw new BadQuestionException("key-invalid", "a key must be a JSON Web Key, an object");
    }
    ObjectNode key = node.deepCopy();
    List<String> algorithms = dialect.description().algorithms();
    String algorithm = Objects.requireNonNullElse(key.path("alg").textValue(), "");
    boolean encrypts =
        dialect instanceof EncryptingDialect && CONTENT_ENCRYPTION.contains(algorithm);
    if ("oct".equals(key.path("kty").textValue())
        && !algorithm.isEmpty()
        && !algorithms.contains(algorithm)
        && !encrypts) {
      algorithms.stream()
          .filter(Question::isForSecrets)
          .findFirst()
          .ifPresent(known -> key.put("alg", known));
    }
    try {
      return Jwk.parse(key.toString());
    } catch (InvalidJwkException e) {
      throw new BadQuestionException("key-invalid", String.valueOf(e.getMessage()));
    }
  }

  private static boolean isForSecrets(String algorithm) {
    return algorithm.equals("secret")
        || algorithm.equals("opaque")
        || algorithm.startsWith("HS")
        || algorithm.startsWith("HMD");
  }

  /** The carrier of that name; where none is given, the query if the dialect has it. */
  static Carrier carrier(@Nullable String name, Dialect dialect) throws BadQuestionException {
    List<Carrier> carriers = dialect.description().carriers();
    if (name == null) {
      return carriers.contains(Carrier.QUERY) ? Carrier.QUERY : carriers.getFirst();
    }
    return Arrays.stream(Carrier.values())
        .filter(carrier -> Answers.lower(carrier).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new BadQuestionException(
                "carrier-unknown", "carrier must be one of path, query, cookie, header"));
  }

  /** The dialect, bound to where a carrier and options place its tokens. */
  static TokenFormat format(Carrier carrier, Map<String, String> options, Dialect dialect)
      throws BadQuestionException {
    try {
      return dialect.open(placement(carrier, options, dialect));
    } catch (InvalidPlacementException e) {
      throw new BadQuestionException(e.code(), String.valueOf(e.getMessage()));
    }
  }

  private static Placement placement(Carrier carrier, Map<String, String> options, Dialect dialect)
      throws BadQuestionException {
    DialectDescription description = dialect.description();
    Map<String, String> own = new HashMap<>(options);
    String name = own.remove(NAME);
    String basePath = own.remove(BASE_PATH);
    try {
      return new Placement(
          carrier,
          name == null ? description.tokenName() : name,
          basePath == null ? "" : basePath,
          own);
    } catch (IllegalArgumentException e) {
      throw new BadQuestionException("option-invalid", "options: " + e.getMessage());
    }
  }

  /** The options of a question; those nobody reads are an error. */
  static Map<String, String> options(Fields question, Dialect dialect) throws BadQuestionException {
    Map<String, String> options = question.map("options");
    Set<String> known = new TreeSet<>(List.of(NAME, BASE_PATH));
    dialect.description().options().stream().map(OptionSpec::name).forEach(known::add);
    for (String option : options.keySet()) {
      if (!known.contains(option)) {
        throw new BadQuestionException(
            "option-unknown",
            "%s has no option %s; it has %s"
                .formatted(dialect.id(), option, String.join(", ", known)));
      }
    }
    return options;
  }

  static Fields grantFields(Fields question) throws BadQuestionException {
    return question.object("grant", GRANT);
  }

  static PlaybackGrant grant(Fields fields) throws BadQuestionException {
    try {
      return PlaybackGrant.expiringAt(fields.seconds("expiresAt"))
          .paths(fields.texts("paths"))
          .session(fields.optionalText("session"))
          .viewer(fields.optionalText("viewer"))
          .asset(fields.optionalText("asset"))
          .packageId(fields.optionalText("package"))
          .entitlement(fields.optionalText("entitlement"))
          .login(fields.optionalText("login"))
          .device(fields.optionalText("device"))
          .tokenId(fields.optionalText("tokenId"))
          .data(fields.optionalText("data"))
          .issuedAt(fields.seconds("issuedAt", PlaybackGrant.UNSET))
          .notBefore(fields.seconds("notBefore", PlaybackGrant.UNSET))
          .ip(fields.optionalText("ip"))
          .domain(fields.optionalText("domain"))
          .methods(fields.texts("methods"))
          .countries(fields.texts("countries"))
          .build();
    } catch (IllegalArgumentException e) {
      throw new BadQuestionException("grant-invalid", String.valueOf(e.getMessage()));
    }
  }

  static PlaybackRequest request(Fields question) throws BadQuestionException {
    Fields fields = question.object("request", Set.of("url", "method", "headers", "clientIp"));
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, String> header : fields.map("headers").entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (headers.put(name, header.getValue()) != null) {
        throw new BadQuestionException("field-invalid", "request.headers has " + name + " twice");
      }
    }
    String method = fields.optionalText("method");
    return new PlaybackRequest(
        method == null ? "GET" : method,
        fields.text("url"),
        headers::get,
        fields.optionalText("clientIp"));
  }
}
