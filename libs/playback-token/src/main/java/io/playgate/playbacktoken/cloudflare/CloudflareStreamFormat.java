package io.playgate.playbacktoken.cloudflare;

import com.fasterxml.jackson.core.JsonParser;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.PathProof;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.JwsTokens;
import io.playgate.playbacktoken.internal.jose.CompactJws;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.StrictJson;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes and reads the tokens of one placement. */
final class CloudflareStreamFormat implements PlacedFormat {
  private static final Set<String> ALGORITHMS = Set.of("RS256");

  private final Dialect dialect;
  private final Placement placement;
  private final @Nullable Boolean downloadable;
  private final @Nullable String countryHeader;

  /**
   * @param downloadable the claim of that name; null for none
   * @param countryHeader the header that names a client's country; null for none
   */
  CloudflareStreamFormat(
      Dialect dialect,
      Placement placement,
      @Nullable Boolean downloadable,
      @Nullable String countryHeader) {
    this.dialect = dialect;
    this.placement = placement;
    this.downloadable = downloadable;
    this.countryHeader = countryHeader == null ? null : countryHeader.toLowerCase(Locale.ROOT);
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
    String uid = uid(target);
    if (grant.asset() != null && !grant.asset().equals(uid)) {
      throw new UnsupportedGrantException(
          "asset-mismatch", "asset must be the URL's video uid, or absent");
    }
    List<String> paths = GrantSyntax.paths(grant);
    String covered = pattern(uid);
    if (!paths.isEmpty() && !paths.equals(List.of(covered))) {
      throw new UnsupportedGrantException(
          "path-pattern", "the one path pattern that can be said here is " + covered);
    }
    String ip = grant.ip();
    if (ip != null && !grant.countries().isEmpty()) {
      throw new UnsupportedGrantException(
          "rules-conjunction", "ip and countries cannot be demanded both");
    }
    byte[] claims =
        StrictJson.writeObject(out -> {
          out.writeStringField("sub", uid);
          out.writeStringField("kid", key.kid());
          out.writeNumberField("exp", grant.expiresAt());
          if (grant.notBefore() != PlaybackGrant.UNSET) {
            out.writeNumberField("nbf", grant.notBefore());
          }
          if (downloadable != null) {
            out.writeBooleanField("downloadable", downloadable);
          }
          if (ip != null) {
            AccessRules.writeOnly(out, AccessRules.SOURCE, List.of(ip));
          } else if (!grant.countries().isEmpty()) {
            AccessRules.writeOnly(out, AccessRules.COUNTRY, grant.countries());
          }
        });
    return placed(JwsTokens.sign(claims, key, null, true), target, uid);
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    String uid = uid(target);
    Claims claims = new Claims();
    try {
      StrictJson.readObject(CompactJws.read(value).payload(), claims::read);
    } catch (CompactJws.MalformedException | IOException e) {
      throw new UnsupportedGrantException("token-invalid", "the token must be a JWT");
    }
    if (!uid.equals(claims.uid)) {
      throw new UnsupportedGrantException(
          "asset-mismatch", "the URL's video must be the one that the token is for");
    }
    return placed(value, target, uid);
  }

  /** The uid of a URL's video: the first segment behind the base path. */
  private String uid(RequestTarget target) throws UnsupportedGrantException {
    String path = target.path();
    int start = placement.basePath().length() + 1;
    int end = path.indexOf('/', start);
    if (end <= start) {
      throw new UnsupportedGrantException(
          "url-without-uid", "the URL's path must be the video's uid and a file of it");
    }
    String uid = path.substring(start, end);
    if (!isSegment(uid)) {
      throw new UnsupportedGrantException(
          "url-without-uid", "a video's uid is of letters, digits, - and _");
    }
    return uid;
  }

  /** What a token of a video covers. */
  private String pattern(String uid) {
    return placement.basePath() + "/" + uid + "/*";
  }

  private SignedToken placed(String token, RequestTarget target, String uid) {
    String path = target.path();
    int start = placement.basePath().length() + 1;
    String moved = path.substring(0, start) + token + path.substring(start + uid.length());
    return new SignedToken(
        TokenCutter.url(target, moved, target.query()), token, Map.of(), Map.of());
  }

  /** The path is given the uid that the token claims, which authentication then makes sure of. */
  @Override
  public TokenCut cut(PlaybackRequest request) {
    try {
      RequestTarget target = RequestTarget.parse(request.target());
      String path = target.path();
      int start = placement.basePath().length() + 1;
      int end = path.startsWith(placement.basePath() + "/") ? path.indexOf('/', start) : -1;
      if (end <= start || path.substring(start, end).indexOf('.') < 0) {
        return new TokenCut.Refused(DenyCode.MISSING, "no token in the first path segment");
      }
      String token = path.substring(start, end);
      Claims claims = new Claims();
      StrictJson.readObject(CompactJws.read(token).payload(), claims::read);
      if (claims.uid == null || !isSegment(claims.uid)) {
        return new TokenCut.Refused(
            DenyCode.MALFORMED, "sub is missing: it must be the uid of the video");
      }
      return TokenCutter.presented(
          token,
          placement.basePath() + "/" + claims.uid + path.substring(end),
          target.query(),
          request,
          placement);
    } catch (AmbiguousPathException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, e.reason());
    } catch (CompactJws.MalformedException | IOException e) {
      return new TokenCut.Refused(DenyCode.MALFORMED, "the token cannot be read");
    }
  }

  private static boolean isSegment(String uid) {
    return !uid.isEmpty() && Base64Url.isAlphabet(uid);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    Claims claims = new Claims();
    CompactJws jws;
    try {
      jws = CompactJws.read(token.value());
      StrictJson.readObject(jws.payload(), claims::read);
    } catch (CompactJws.MalformedException e) {
      return JwsTokens.rejected(e);
    } catch (IOException e) {
      return malformed("the claims must be one JSON object of the expected members, each once");
    }
    String kid = jws.kid();
    if (kid == null || (claims.kid != null && !claims.kid.equals(kid))) {
      return new Authentication.Rejected(
          DenyCode.SIGNATURE, "kid is missing, or differs between header and payload");
    }
    Authentication.Rejected refusal = JwsTokens.refusal(jws, kid, keys, ALGORITHMS);
    if (refusal != null) {
      return refusal;
    }
    String uid = claims.uid;
    if (uid == null || !isSegment(uid) || claims.expiresAt == PlaybackGrant.UNSET) {
      return malformed("sub or exp is missing");
    }
    if (claims.notBefore != PlaybackGrant.UNSET && claims.notBefore >= claims.expiresAt) {
      return malformed("nbf is not before exp");
    }
    PlaybackGrant.Builder grant =
        PlaybackGrant.expiringAt(claims.expiresAt)
            .notBefore(claims.notBefore)
            .asset(uid)
            .paths(List.of(pattern(uid)));
    AccessRules rules = claims.rules;
    if (rules == null) {
      return Authentication.of(grant.build(), JwsTokens.identity(jws, kid));
    }
    rules.addTo(grant);
    return Authentication.on(
        (presented, now, uses) -> rules.refusal(presented.request(), countryHeader),
        PathProof.ACL,
        grant.build(),
        JwsTokens.identity(jws, kid));
  }

  private static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }

  private static final class Claims {
    private @Nullable String uid;
    private @Nullable String kid;
    private long notBefore = PlaybackGrant.UNSET;
    private long expiresAt = PlaybackGrant.UNSET;
    private @Nullable AccessRules rules;

    void read(String name, JsonParser value) throws IOException {
      switch (name) {
        case "sub" -> uid = StrictJson.string(value);
        case "kid" -> kid = StrictJson.string(value);
        case "nbf" -> notBefore = StrictJson.seconds(value);
        case "exp" -> expiresAt = StrictJson.seconds(value);
        case "accessRules" -> rules = AccessRules.read(value);
        default -> value.skipChildren();
      }
    }
  }
}
