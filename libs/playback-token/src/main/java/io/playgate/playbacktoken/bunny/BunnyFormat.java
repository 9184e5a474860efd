package io.playgate.playbacktoken.bunny;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.RequestCondition;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement, of either scheme. */
final class BunnyFormat implements PlacedFormat {
  private static final String SEGMENT = "bcdn_token";
  private static final String EXPIRES = "expires";
  private static final List<String> NAMES = names();

  private final Dialect dialect;
  private final BunnyForm form;
  private final Placement placement;
  private final BunnyOptions options;
  private final boolean inPath;
  private final String name;
  private final String segmentStart;

  BunnyFormat(Dialect dialect, BunnyForm form, Placement placement, BunnyOptions options) {
    this.dialect = dialect;
    this.form = form;
    this.placement = placement;
    this.options = options;
    inPath = placement.carrier() == Carrier.PATH;
    name = inPath ? SEGMENT : BunnyForm.TOKEN;
    segmentStart = placement.basePath() + "/" + SEGMENT + "=";
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(BunnyForm.TOKEN);
    names.addAll(BunnyForm.OWN);
    names.add(EXPIRES);
    return List.copyOf(names);
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    GrantSyntax.requireReadableBindings(grant);
    RequestTarget target = TokenCutter.target(url, placement);
    Map<String, String> own = ownParameters(grant, target.path());
    Map<String, String> others = inPath ? Map.of() : BunnyParameters.read(target.query());
    if (others == null
        || others.keySet().stream().anyMatch(BunnyForm.OWN::contains)
        || BunnyParameters.continueTheTime(own, others)) {
      throw new UnsupportedGrantException(
          "url-query",
          "the URL's query has a parameter twice, one with no = or with an escaped & or =, one of"
              + " bunny.net's, or one whose name begins with a digit");
    }
    String ip = grant.ip();
    AddressBlock address = ip == null ? null : AddressBlock.parse(ip);
    String parameters = BunnyParameters.joined(own, others);
    UnsupportedGrantException complaint = form.complaint(address, parameters);
    if (complaint != null) {
      throw complaint;
    }
    if (form.hidesBinding(address != null, parameters)) {
      throw new UnsupportedGrantException(
          "url-query",
          "with the URL's query, nobody could tell whether the token is bound to an address:"
              + " set ignoreParams, or carry it in the path");
    }
    String path = own.getOrDefault(BunnyForm.PATH, target.path());
    String expires = SharedSecrets.seconds(grant.expiresAt());
    Map<String, String> pieces = new LinkedHashMap<>();
    pieces.put(
        name, form.token(new BunnyForm.Text(path, expires, address, parameters), key.secret()));
    own.forEach((parameter, value) -> pieces.put(parameter, SharedSecrets.percentEncoded(value)));
    pieces.put(EXPIRES, expires);
    return placed(pieces, url, target);
  }

  private Map<String, String> ownParameters(PlaybackGrant grant, String path)
      throws UnsupportedGrantException {
    Map<String, String> own = new TreeMap<>(options.parameters());
    if (!grant.countries().isEmpty()) {
      if (options.ignoresParams()) {
        throw new UnsupportedGrantException(
            "params-ignored", "with ignoreParams, bunny.net ignores countries as well");
      }
      own.put(BunnyForm.COUNTRIES, String.join(",", grant.countries()));
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
      own.put(BunnyForm.PATH, pattern.substring(0, star));
    }
    return own;
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    Map<String, String> pieces = pieces(value);
    if (pieces == null || !pieces.values().stream().allMatch(BunnyFormat::isEncoded)) {
      throw new UnsupportedGrantException(
          "token-invalid", "the token must be bunny.net's parameters, " + name + " the first");
    }
    RequestTarget target = TokenCutter.target(url, placement);
    if (inPath
        ? target.path().startsWith(segmentStart)
        : TokenParameters.hasAny(target.query(), NAMES)) {
      throw new UnsupportedGrantException(
          "url-has-token", "the URL has one of bunny.net's parameters already");
    }
    return placed(pieces, url, target);
  }

  private SignedToken placed(Map<String, String> pieces, String url, RequestTarget target)
      throws UnsupportedGrantException {
    if (!inPath) {
      return TokenParameters.placeQuery(pieces, url, placement);
    }
    StringBuilder value = new StringBuilder();
    pieces.forEach((parameter, text) ->
        value.append(value.isEmpty() ? "" : "&").append(parameter).append('=').append(text));
    String basePath = placement.basePath();
    String file = target.path().substring(basePath.length());
    return new SignedToken(
        TokenCutter.url(target, basePath + "/" + value + file, target.query()),
        value.toString(),
        Map.of(),
        Map.of());
  }

  /** Whether a raw value is percent-encoded in the one way that is signed and taken. */
  private static boolean isEncoded(String raw) {
    String value = SharedSecrets.percentDecoded(raw);
    return value != null && SharedSecrets.percentEncoded(value).equals(raw);
  }

  /** The parameters of a token's text, in their order; null where it is none. */
  private @Nullable Map<String, String> pieces(String value) {
    Map<String, String> pieces = TokenParameters.split(value, '&');
    if (pieces == null || !pieces.keySet().iterator().next().equals(name)) {
      return null;
    }
    boolean known =
        pieces.keySet().stream()
            .allMatch(piece ->
                piece.equals(name) || piece.equals(EXPIRES) || BunnyForm.OWN.contains(piece));
    return known ? pieces : null;
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    if (!inPath) {
      TokenCut cut = TokenParameters.cutQuery(request, placement, NAMES);
      return cut instanceof PresentedToken token && !token.value().startsWith(BunnyForm.TOKEN + "=")
          ? new TokenCut.Refused(DenyCode.MISSING, "no token in the query")
          : cut;
    }
    return TokenCutter.cutStart(
        request,
        placement,
        path -> path.startsWith(segmentStart) ? path.indexOf('/', segmentStart.length()) : -1);
  }

  @Override
  public Authentication authenticate(PresentedToken presented, KeyRing keys) {
    Map<String, String> own = pieces(presented.value());
    if (own == null) {
      return malformed("the parameters cannot be read, or one is not known");
    }
    String text = String.valueOf(own.remove(name));
    String expires = own.remove(EXPIRES);
    long expiresAt = SharedSecrets.seconds(expires);
    if (expires == null || expiresAt < 0) {
      return malformed("the expiry is missing, or does not have ten digits");
    }
    Map<String, String> decoded = new TreeMap<>();
    for (Map.Entry<String, String> parameter : own.entrySet()) {
      String value = SharedSecrets.percentDecoded(parameter.getValue());
      if (value == null || !SharedSecrets.percentEncoded(value).equals(parameter.getValue())) {
        return malformed("a parameter is not encoded as it should be");
      }
      decoded.put(parameter.getKey(), value);
    }
    Map<String, String> others = inPath ? Map.of() : BunnyParameters.read(presented.query());
    if (others == null) {
      return malformed("the query has a parameter twice, or cannot be decoded");
    }
    if (BunnyParameters.continueTheTime(decoded, others)) {
      return malformed("a parameter's name begins with a digit");
    }
    String prefix = decoded.get(BunnyForm.PATH);
    List<String> paths = prefix != null ? List.of(prefix) : presented.signedPaths();
    String parameters = BunnyParameters.joined(decoded, others);
    for (boolean bound : form.bindings(text)) {
      AddressBlock address = bound ? AddressBlock.single(presented.request().clientIp()) : null;
      if ((bound && address == null)
          || form.complaint(address, parameters) != null
          || form.hidesBinding(bound, parameters)) {
        continue;
      }
      for (String path : paths) {
        BunnyForm.Text hashed = new BunnyForm.Text(path, expires, address, parameters);
        SigningKey key = SharedSecrets.signer(keys, text, secret -> form.token(hashed, secret));
        if (key != null) {
          return accepted(
              decoded,
              expiresAt,
              address == null ? null : address.text(),
              TokenIdentity.of(key.kid(), hashed.authenticated()));
        }
      }
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE,
        "no key of the ring made this token of dialect "
            + dialect.id()
            + " for this URL and client");
  }

  private Authentication accepted(
      Map<String, String> own, long expiresAt, @Nullable String client, TokenIdentity identity) {
    String allowed = own.get(BunnyForm.COUNTRIES);
    List<String> countries = allowed == null ? List.of() : BunnyOptions.countries(allowed);
    String blockedText = own.get(BunnyForm.COUNTRIES_BLOCKED);
    List<String> blocked = blockedText == null ? List.of() : BunnyOptions.countries(blockedText);
    String prefix = own.get(BunnyForm.PATH);
    if (countries == null || blocked == null || (prefix != null && !prefix.startsWith("/"))) {
      return malformed("the countries or the path cannot be read");
    }
    String limit = own.get(BunnyForm.LIMIT);
    if (limit != null && Decimals.number(limit) <= 0) {
      return malformed("limit must be a whole number above 0");
    }
    String ignore = own.get(BunnyForm.IGNORE_PARAMS);
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
          accepted.on(notFrom(blocked, options.countryHeader()));
      case Authentication other -> other;
    };
  }

  private static RequestCondition notFrom(List<String> blocked, @Nullable String header) {
    return (token, now, uses) -> {
      String country = header == null ? null : token.request().header().apply(header);
      return country == null || blocked.contains(country.toUpperCase(Locale.ROOT))
          ? new Verdict.Deny(DenyCode.COUNTRY, "the country is blocked, or not known")
          : null;
    };
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
