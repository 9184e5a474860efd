package io.playgate.playbacktoken.bunny;

import io.playgate.playbacktoken.AddressBlock;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.GrantChecks;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.RequestCondition;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.TokenParameters;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What both schemes of bunny.net share: {@code ?token=TOKEN&PARAMETERS&expires=EPOCH}, or the same
 * as the first path segment, {@code /bcdn_token=TOKEN&PARAMETERS&expires=EPOCH/FILE}, whose
 * directory form players' relative URIs inherit.
 *
 * <p>PATH is {@code token_path} where that parameter is there, else the path of the request.
 * PARAMETERS are those of the token and, in the query, every other parameter of the URL, sorted by
 * name, decoded, and joined by {@code &}; with {@code token_ignore_params=true} only that and
 * {@code token_path} count, so that no other restriction can be said. Parameters are joined
 * decoded, so an escaped {@code &} in one, or {@code =} in a name, is refused.
 *
 * <p>The grant: one path pattern that ends with its only {@code *} is {@code token_path}, which
 * bunny.net matches as a prefix; the signed URL's own path needs none. {@code countries} is {@code
 * token_countries}. The options {@value #BLOCKED} and {@value #LIMIT} are {@code
 * token_countries_blocked} and {@code limit}; a blocked country needs the option {@value
 * GrantChecks#COUNTRY_HEADER} to be judged here, and is refused without.
 */
abstract class BunnyForm {
  static final String TOKEN = "token";
  static final String BLOCKED = "countriesBlocked";
  static final String LIMIT = "limit";
  static final String IGNORE = "ignoreParams";

  static final Set<GrantField> FIELDS =
      Set.of(GrantField.PATHS, GrantField.IP, GrantField.COUNTRIES);
  static final String ACL = "one prefix, or the one signed path";
  static final Map<String, String> OPTIONS =
      Map.of(
          BLOCKED, "countries that are refused, joined by commas (token_countries_blocked)",
          LIMIT, "the speed limit in kB/s (limit)",
          IGNORE, "true leaves other query parameters out (token_ignore_params)");

  private static final String SEGMENT = "bcdn_token";
  private static final String EXPIRES = "expires";
  private static final String COUNTRIES = "token_countries";
  private static final String COUNTRIES_BLOCKED = "token_countries_blocked";
  private static final String PATH = "token_path";
  private static final String IGNORE_PARAMS = "token_ignore_params";
  private static final List<String> OWN =
      List.of(LIMIT, COUNTRIES, COUNTRIES_BLOCKED, IGNORE_PARAMS, PATH);

  /**
   * What is hashed.
   *
   * @param expires epoch seconds as text
   * @param address the client's, or its block; null where the token is not bound
   * @param parameters sorted, decoded and joined
   */
  record Text(String path, String expires, @Nullable AddressBlock address, String parameters) {

    /** What is authenticated, with what never stands in a part between them. */
    String authenticated() {
      return String.join("\0", path, expires, address == null ? "" : address.text(), parameters);
    }
  }

  private final String dialect;
  private final BiFunction<Text, byte[], String> token;

  BunnyForm(String dialect, BiFunction<Text, byte[], String> token) {
    this.dialect = dialect;
    this.token = token;
  }

  /** The bindings to try: whether the token is bound to an address. */
  abstract List<Boolean> bindings(String text);

  /**
   * Why a token cannot be bound to an address or block, or to none, because of the address itself
   * or because it would be hashed like a part of the parameters; null where it can.
   *
   * @param parameters what is hashed behind the address
   */
  abstract @Nullable UnsupportedGrantException complaint(
      @Nullable AddressBlock address, String parameters);

  /**
   * What is left of parameters that start with a text that an address is hashed as, or with the end
   * of one whose first digits could have been moved to the time before it; one text for each. Of
   * the latter, only texts that are not empty.
   */
  abstract List<String> behindAddress(String parameters);

  /**
   * Whether parameters without an address are hashed like others behind one, so that a token which
   * is bound to it could be presented as one that is not. Tokens that are bound are signed only
   * with parameters that start with one of bunny.net's own, or none.
   */
  private boolean passForBound(String parameters) {
    return !startWithOwn(parameters)
        && behindAddress(parameters).stream()
            .anyMatch(rest -> rest.isEmpty() || startWithOwn(rest));
  }

  private static boolean startWithOwn(String parameters) {
    return OWN.stream().anyMatch(name -> parameters.startsWith(name + "="));
  }

  SignedToken sign(
      Dialect self, PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(self, grant, key, placement);
    GrantSyntax.requireReadableBindings(grant);
    RequestTarget target = TokenCutter.target(url, placement);
    Map<String, String> own = ownParameters(grant, target.path(), placement);
    boolean inPath = placement.carrier() == Carrier.PATH;
    Map<String, String> others = inPath ? Map.of() : parameters(target.query());
    if (others == null
        || others.keySet().stream().anyMatch(OWN::contains)
        || continuesTheTime(own, others)) {
      throw new UnsupportedGrantException(
          "url-query",
          "the URL's query has a parameter twice, one with no = or with an escaped & or =, one of"
              + " bunny.net's, or one whose name begins with a digit");
    }
    String ip = grant.ip();
    AddressBlock address = ip == null ? null : AddressBlock.parse(ip);
    String parameters = joined(own, others);
    UnsupportedGrantException complaint = complaint(address, parameters);
    if (complaint != null) {
      throw complaint;
    }
    if (address == null ? passForBound(parameters) : startWithOthers(parameters)) {
      throw new UnsupportedGrantException(
          "url-query",
          "with the URL's query, nobody could tell whether the token is bound to an address:"
              + " set ignoreParams, or carry it in the path");
    }
    String path = own.getOrDefault(PATH, target.path());
    Text text = new Text(path, SharedSecrets.seconds(grant.expiresAt()), address, parameters);
    StringBuilder written = new StringBuilder(token.apply(text, key.secret()));
    own.forEach((name, value) ->
        written.append('&').append(name).append('=').append(SharedSecrets.percentEncoded(value)));
    written.append('&').append(EXPIRES).append('=').append(text.expires());
    if (!inPath) {
      String query = target.query();
      String token = TOKEN + "=" + written;
      return new SignedToken(
          TokenCutter.url(target, target.path(), query.isEmpty() ? token : query + "&" + token),
          token,
          Map.of(),
          Map.of());
    }
    String segment = SEGMENT + "=" + written;
    return new SignedToken(
        TokenCutter.url(
            target,
            placement.basePath()
                + "/"
                + segment
                + target.path().substring(placement.basePath().length()),
            target.query()),
        segment,
        Map.of(),
        Map.of());
  }

  private static Map<String, String> ownParameters(
      PlaybackGrant grant, String path, Placement placement) throws UnsupportedGrantException {
    Map<String, String> own = new TreeMap<>();
    Map<String, String> options = placement.options();
    if (options.containsKey(LIMIT)) {
      if (SharedSecrets.number(options.get(LIMIT)) <= 0) {
        throw new UnsupportedGrantException("option-invalid", "limit must be a number above 0");
      }
      own.put(LIMIT, String.valueOf(options.get(LIMIT)));
    }
    if (!grant.countries().isEmpty()) {
      own.put(COUNTRIES, String.join(",", grant.countries()));
    }
    String blocked = options.get(BLOCKED);
    if (blocked != null) {
      if (countries(blocked) == null) {
        throw new UnsupportedGrantException(
            "option-invalid", "countriesBlocked must be countries joined by commas");
      }
      own.put(COUNTRIES_BLOCKED, blocked);
    }
    String ignore = options.getOrDefault(IGNORE, "false");
    if (!List.of("true", "false").contains(ignore)) {
      throw new UnsupportedGrantException("option-invalid", "ignoreParams must be true or false");
    }
    if (ignore.equals("true")) {
      if (!own.isEmpty()) {
        throw new UnsupportedGrantException(
            "params-ignored", "with ignoreParams, bunny.net ignores countries and limit as well");
      }
      own.put(IGNORE_PARAMS, "true");
    }
    List<String> paths = GrantSyntax.paths(grant);
    if (!paths.isEmpty() && !paths.equals(List.of(path))) {
      String pattern = paths.getFirst();
      int star = pattern.indexOf('*');
      if (paths.size() > 1 || star != pattern.length() - 1 || pattern.indexOf('?') >= 0) {
        throw new UnsupportedGrantException(
            "path-pattern",
            "a token has one path, or one prefix: a pattern whose last character is *");
      }
      own.put(PATH, pattern.substring(0, star));
    }
    return own;
  }

  private static boolean startWithOthers(String parameters) {
    return !parameters.isEmpty() && !startWithOwn(parameters);
  }

  TokenCut cut(PlaybackRequest request, Placement placement) {
    if (placement.carrier() == Carrier.QUERY) {
      List<String> names = new ArrayList<>();
      names.add(TOKEN);
      names.addAll(OWN);
      names.add(EXPIRES);
      TokenCut cut = TokenParameters.cutQuery(request, placement, names);
      return cut instanceof PresentedToken token && !token.value().startsWith(TOKEN + "=")
          ? new TokenCut.Refused(DenyCode.MISSING, "no token in the query")
          : cut;
    }
    if (placement.carrier() != Carrier.PATH) {
      return new TokenCut.Refused(
          DenyCode.MISSING, "bunny.net tokens travel in the query or the path only");
    }
    String start = placement.basePath() + "/" + SEGMENT + "=";
    return TokenCutter.cutStart(
        request,
        placement,
        path -> path.startsWith(start) ? path.indexOf('/', start.length()) : -1);
  }

  Authentication authenticate(PresentedToken presented, KeyRing keys, Placement placement) {
    boolean inPath = placement.carrier() == Carrier.PATH;
    Map<String, String> own = TokenParameters.split(presented.value(), '&');
    String name = inPath ? SEGMENT : TOKEN;
    if (own == null || own.isEmpty() || !own.keySet().iterator().next().equals(name)) {
      return malformed("the parameters cannot be read");
    }
    String text = String.valueOf(own.remove(name));
    String expires = own.remove(EXPIRES);
    long expiresAt = SharedSecrets.seconds(expires);
    if (expires == null || expiresAt < 0 || !OWN.containsAll(own.keySet())) {
      return malformed("the expiry is missing, or a parameter is not known");
    }
    Map<String, String> decoded = new TreeMap<>();
    for (Map.Entry<String, String> parameter : own.entrySet()) {
      String value = SharedSecrets.percentDecoded(parameter.getValue());
      if (value == null || !SharedSecrets.percentEncoded(value).equals(parameter.getValue())) {
        return malformed("a parameter is not encoded as it should be");
      }
      decoded.put(parameter.getKey(), value);
    }
    Map<String, String> others = inPath ? Map.of() : parameters(presented.query());
    if (others == null) {
      return malformed("the query has a parameter twice, or cannot be decoded");
    }
    if (continuesTheTime(decoded, others)) {
      return malformed("a parameter's name begins with a digit");
    }
    String prefix = decoded.get(PATH);
    List<String> paths = prefix != null ? List.of(prefix) : presented.signedPaths();
    String parameters = joined(decoded, others);
    for (boolean bound : bindings(text)) {
      AddressBlock address = bound ? AddressBlock.single(presented.request().clientIp()) : null;
      if ((bound && address == null)
          || complaint(address, parameters) != null
          || (bound ? startWithOthers(parameters) : passForBound(parameters))) {
        continue;
      }
      for (String path : paths) {
        Text hashed = new Text(path, expires, address, parameters);
        SigningKey key = SharedSecrets.signer(keys, text, secret -> token.apply(hashed, secret));
        if (key != null) {
          return accepted(
              decoded,
              expiresAt,
              address == null ? null : address.text(),
              placement,
              TokenIdentity.of(key.kid(), hashed.authenticated()));
        }
      }
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE,
        "no key of the ring made this token of dialect " + dialect + " for this URL and client");
  }

  private static Authentication accepted(
      Map<String, String> own,
      long expiresAt,
      @Nullable String client,
      Placement placement,
      TokenIdentity identity) {
    String allowed = own.get(COUNTRIES);
    List<String> countries = allowed == null ? List.of() : countries(allowed);
    String blockedText = own.get(COUNTRIES_BLOCKED);
    List<String> blocked = blockedText == null ? List.of() : countries(blockedText);
    String prefix = own.get(PATH);
    if (countries == null || blocked == null || (prefix != null && !prefix.startsWith("/"))) {
      return malformed("the countries or the path cannot be read");
    }
    String limit = own.get(LIMIT);
    if (limit != null && SharedSecrets.number(limit) <= 0) {
      return malformed("limit must be a whole number above 0");
    }
    String ignore = own.get(IGNORE_PARAMS);
    if (ignore != null
        && (!ignore.equals("true")
            || limit != null
            || !countries.isEmpty()
            || !blocked.isEmpty())) {
      return malformed("with token_ignore_params, which is true, only token_path is signed");
    }
    if (prefix != null && (prefix.indexOf('*') >= 0 || prefix.indexOf('?') >= 0)) {
      return malformed("the path holds what would be a wildcard here");
    }
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(expiresAt)
            .paths(prefix == null ? List.of() : List.of(prefix + "*"))
            .ip(client)
            .countries(countries)
            .build();
    Authentication answer =
        prefix == null
            ? Authentication.ofSignedPath(grant, identity)
            : Authentication.ofRequest(grant, identity);
    return switch (answer) {
      case Authentication.Accepted accepted when !blocked.isEmpty() ->
          accepted.on(notFrom(blocked, placement));
      case Authentication other -> other;
    };
  }

  private static RequestCondition notFrom(List<String> blocked, Placement placement) {
    return (token, now, uses) -> {
      String header = placement.options().get(GrantChecks.COUNTRY_HEADER);
      String country =
          header == null ? null : token.request().header().apply(header.toLowerCase(Locale.ROOT));
      return country == null || blocked.contains(country.toUpperCase(Locale.ROOT))
          ? new Verdict.Deny(DenyCode.COUNTRY, "the country is blocked, or not known")
          : null;
    };
  }

  /** The countries of a list joined by commas; null where it is none. */
  private static @Nullable List<String> countries(String text) {
    List<String> countries = List.of(text.split(",", -1));
    for (String country : countries) {
      if (country.length() != 2 || !country.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
        return null;
      }
    }
    return countries;
  }

  /** The decoded parameters of a query by name; null where one stands there twice or is unclear. */
  private static @Nullable Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query.isEmpty()) {
      return parameters;
    }
    Map<String, String> raw = TokenParameters.split(query, '&');
    if (raw == null) {
      return null;
    }
    for (Map.Entry<String, String> parameter : raw.entrySet()) {
      String name = SharedSecrets.percentDecoded(parameter.getKey());
      String value = SharedSecrets.percentDecoded(parameter.getValue().replace('+', ' '));
      // What separates parameters in the text that is hashed must be no part of one.
      if (name == null
          || value == null
          || name.indexOf('=') >= 0
          || name.indexOf('&') >= 0
          || value.indexOf('&') >= 0
          || parameters.put(name, value) != null) {
        return null;
      }
    }
    return parameters;
  }

  /** Whether the parameters begin with a digit, which could be one of the time before them. */
  private static boolean continuesTheTime(Map<String, String> own, Map<String, String> others) {
    return !own.containsKey(IGNORE_PARAMS)
        && others.keySet().stream()
            .anyMatch(name -> !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9');
  }

  private static String joined(Map<String, String> own, Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(own);
    if (!own.containsKey(IGNORE_PARAMS)) {
      all.putAll(others);
    }
    StringBuilder text = new StringBuilder();
    all.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : "&").append(name).append('=').append(value));
    return text.toString();
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
