package io.playgate.playbacktoken.jwt;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.JwsTokens;
import io.playgate.playbacktoken.internal.jose.CompactJws;
import io.playgate.playbacktoken.internal.text.StrictJson;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.PathAcl;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class JwtFormat implements PlacedFormat {
  private static final Set<String> ALGORITHMS = Set.of("ES256");

  private final Dialect dialect;
  private final Placement placement;
  private final @Nullable String issuer;

  JwtFormat(Dialect dialect, Placement placement, @Nullable String issuer) {
    this.dialect = dialect;
    this.placement = placement;
    this.issuer = issuer;
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
    requireFew("methods", grant.methods(), Claims.MOST_METHODS);
    requireFew("countries", grant.countries(), Claims.MOST_COUNTRIES);
    List<String> paths = GrantSyntax.paths(grant);
    if (paths.isEmpty()) {
      String path = TokenCutter.target(url, placement).path();
      if (path.indexOf('*') >= 0) {
        throw new UnsupportedGrantException(
            "path-pattern", "the URL's path holds a *, which a pattern cannot say literally");
      }
      paths = List.of(path);
    }
    List<String> acl = paths;
    byte[] claims = StrictJson.writeObject(out -> writeClaims(out, grant, acl));
    String token = JwsTokens.sign(claims, key, JwtDialect.TYPE, true);
    return TokenCutter.place(token, url, placement);
  }

  private static void requireFew(String field, List<String> values, int most)
      throws UnsupportedGrantException {
    if (values.size() > most) {
      throw new UnsupportedGrantException(
          field + "-too-many", "there may be at most " + most + " " + field);
    }
  }

  private void writeClaims(JsonGenerator out, PlaybackGrant grant, List<String> paths)
      throws IOException {
    text(out, "iss", issuer);
    text(out, "sub", grant.viewer());
    text(out, "aud", grant.asset());
    text(out, "sid", grant.session());
    time(out, "iat", grant.issuedAt());
    time(out, "nbf", grant.notBefore());
    time(out, "exp", grant.expiresAt());
    text(out, "jti", grant.tokenId());
    texts(out, "paths", paths);
    text(out, "ip", grant.ip());
    text(out, "domain", grant.domain());
    texts(out, "methods", grant.methods());
    texts(out, "countries", grant.countries());
    text(out, "login", grant.login());
    text(out, "device", grant.device());
    text(out, "pkg", grant.packageId());
    text(out, "ent", grant.entitlement());
    text(out, "data", grant.data());
  }

  private static void text(JsonGenerator out, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }

  private static void time(JsonGenerator out, String name, long value) throws IOException {
    if (value != PlaybackGrant.UNSET) {
      out.writeNumberField(name, value);
    }
  }

  private static void texts(JsonGenerator out, String name, List<String> values)
      throws IOException {
    if (!values.isEmpty()) {
      out.writeArrayFieldStart(name);
      for (String value : values) {
        out.writeString(value);
      }
      out.writeEndArray();
    }
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    CompactJws jws;
    try {
      jws = CompactJws.read(token.value());
    } catch (CompactJws.MalformedException e) {
      return JwsTokens.rejected(e);
    }
    String type = jws.type();
    if (type != null && !type.equals(JwtDialect.TYPE) && !type.equals("JWT")) {
      return malformed("typ must be playback+jwt, JWT or absent");
    }
    String kid = jws.kid();
    if (kid == null) {
      return new Authentication.Rejected(DenyCode.SIGNATURE, "kid is missing");
    }
    Authentication.Rejected refusal = JwsTokens.refusal(jws, kid, keys, ALGORITHMS);
    if (refusal != null) {
      return refusal;
    }
    return read(jws, kid);
  }

  private Authentication read(CompactJws jws, String kid) {
    Claims claims = new Claims();
    try {
      StrictJson.readObject(jws.payload(), claims::read);
    } catch (IOException e) {
      return malformed("the claims must be one JSON object of the expected members, each once");
    }
    if (issuer != null && !issuer.equals(claims.issuer)) {
      return new Authentication.Rejected(DenyCode.ISSUER, "the issuer is not the one trusted here");
    }
    if (claims.audiences > 1) {
      return new Authentication.Rejected(DenyCode.AUDIENCE, "aud must be one audience");
    }
    if (claims.expiresAt == PlaybackGrant.UNSET) {
      return malformed("exp is missing");
    }
    if (claims.notBefore != PlaybackGrant.UNSET && claims.notBefore >= claims.expiresAt) {
      return malformed("nbf is not before exp");
    }
    if (claims.paths.isEmpty()) {
      return new Authentication.Rejected(DenyCode.OUTSIDE_ACL, "paths is missing or empty");
    }
    return Authentication.of(claims.grant(), JwsTokens.identity(jws, kid));
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }

  /** The claims that are looked at. */
  private static final class Claims {
    private static final int MOST_METHODS = 64;
    private static final int MOST_COUNTRIES = 256;
    private static final int MOST_AUDIENCES = 64;

    private @Nullable String issuer;
    private @Nullable String viewer;
    private @Nullable String asset;
    private int audiences;
    private @Nullable String session;
    private long issuedAt = PlaybackGrant.UNSET;
    private long notBefore = PlaybackGrant.UNSET;
    private long expiresAt = PlaybackGrant.UNSET;
    private @Nullable String tokenId;
    private List<String> paths = List.of();
    private @Nullable String ip;
    private @Nullable String domain;
    private List<String> methods = List.of();
    private List<String> countries = List.of();
    private @Nullable String login;
    private @Nullable String device;
    private @Nullable String packageId;
    private @Nullable String entitlement;
    private @Nullable String data;

    void read(String name, JsonParser value) throws IOException {
      switch (name) {
        case "iss" -> issuer = StrictJson.string(value);
        case "sub" -> viewer = StrictJson.string(value);
        case "aud" -> readAudience(value);
        case "sid" -> session = StrictJson.string(value);
        case "iat" -> issuedAt = StrictJson.seconds(value);
        case "nbf" -> notBefore = StrictJson.seconds(value);
        case "exp" -> expiresAt = StrictJson.seconds(value);
        case "jti" -> tokenId = StrictJson.string(value);
        case "paths" -> paths = StrictJson.strings(value, PathAcl.MAX_ENTRIES);
        case "ip" -> ip = StrictJson.string(value);
        case "domain" -> domain = StrictJson.string(value);
        case "methods" -> methods = some(value, MOST_METHODS);
        case "countries" -> countries = some(value, MOST_COUNTRIES);
        case "login" -> login = StrictJson.string(value);
        case "device" -> device = StrictJson.string(value);
        case "pkg" -> packageId = StrictJson.string(value);
        case "ent" -> entitlement = StrictJson.string(value);
        case "data" -> data = StrictJson.string(value);
        default -> value.skipChildren();
      }
    }

    /** An empty grant restricts nothing, so an empty claim, which allows nothing, is none. */
    private static List<String> some(JsonParser value, int limit) throws IOException {
      List<String> values = StrictJson.strings(value, limit);
      if (values.isEmpty()) {
        throw new IOException("an array without elements");
      }
      return values;
    }

    private void readAudience(JsonParser value) throws IOException {
      List<String> values =
          value.currentToken() == JsonToken.VALUE_STRING
              ? List.of(value.getText())
              : StrictJson.strings(value, MOST_AUDIENCES);
      audiences = values.size();
      asset = audiences == 1 ? values.getFirst() : null;
    }

    PlaybackGrant grant() {
      return PlaybackGrant.expiringAt(expiresAt)
          .session(session)
          .viewer(viewer)
          .asset(asset)
          .packageId(packageId)
          .entitlement(entitlement)
          .login(login)
          .device(device)
          .paths(paths)
          .issuedAt(issuedAt)
          .notBefore(notBefore)
          .tokenId(tokenId)
          .ip(ip)
          .domain(domain)
          .methods(methods)
          .countries(countries)
          .data(data)
          .build();
    }
  }
}
