package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.DialectDescription;
import io.playgate.playbacktoken.GrantSyntax;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.PlacedDialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.ProofLevel;
import io.playgate.playbacktoken.RequestTarget;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.TokenParameters;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Alibaba Cloud CDN type F: {@code ?sign=MD5&time=TIME}, the MD5 over {@code KEY + PATH + TIME};
 * the time in decimal, or in hexadecimal by the option {@value TimestampAuthentication#TIMESTAMP}.
 * The parameters' names are {@link Placement#name()} and the option {@value #TIME_NAME}.
 *
 * <p>Type F does not work for URLs with a query of their own, so such a URL is refused. A token is
 * for one path.
 */
public final class AlibabaFDialect implements PlacedDialect {

  /** The option that names the parameter of the time. */
  public static final String TIME_NAME = "timeName";

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Alibaba Cloud CDN type F",
          "alibabacloud.com: CDN, Type F URL signing",
          "2026-03",
          List.of(Carrier.QUERY),
          "sign",
          List.of(SharedSecrets.ALGORITHM),
          Set.of(),
          "the one signed path, without a query",
          Map.of(
              TimestampAuthentication.LIFETIME,
              TimestampAuthentication.LIFETIME_TEXT,
              TimestampAuthentication.TIMESTAMP,
              "dec (the default) or hex: how the time is written",
              TIME_NAME,
              "the parameter of the time; default time"),
          ProofLevel.PUBLISHED_VECTOR,
          "the text of type C's example, which type F hashes alike");

  @Override
  public String id() {
    return "alibaba-f";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  private static List<String> names(Placement placement) {
    return List.of(placement.name(), placement.options().getOrDefault(TIME_NAME, "time"));
  }

  private static String format(Placement placement) {
    return placement.options().getOrDefault(TimestampAuthentication.TIMESTAMP, "dec");
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    RequestTarget target = TokenCutter.target(url, placement);
    if (!target.query().isEmpty()) {
      throw new UnsupportedGrantException(
          "url-has-query", "type F does not work for URLs with a query of their own");
    }
    long timestamp = TimestampAuthentication.timestamp(grant, placement);
    String time =
        switch (format(placement)) {
          case "dec" -> SharedSecrets.seconds(timestamp);
          case "hex" -> Long.toHexString(timestamp);
          default ->
              throw new UnsupportedGrantException("option-invalid", "timestamp must be dec or hex");
        };
    List<String> names = names(placement);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(names.get(0), hash(target.path(), time, key.secret()));
    parameters.put(names.get(1), time);
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return placement.carrier() == Carrier.QUERY
        ? TokenParameters.cutQuery(request, placement, names(placement))
        : new TokenCut.Refused(DenyCode.MISSING, "type F tokens travel in the query only");
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    Map<String, String> values = TokenParameters.split(token.value(), '&');
    List<String> names = names(placement);
    if (values == null || !List.copyOf(values.keySet()).equals(names)) {
      return TimestampAuthentication.malformed("the hash or the time is missing");
    }
    if (!token.query().isEmpty()) {
      return TimestampAuthentication.malformed("type F does not support other query parameters");
    }
    String hash = String.valueOf(values.get(names.get(0)));
    String time = String.valueOf(values.get(names.get(1)));
    long timestamp =
        switch (format(placement)) {
          case "dec" -> SharedSecrets.seconds(time);
          case "hex" -> TimestampAuthentication.hex(time);
          default -> -1;
        };
    long expiresAt = TimestampAuthentication.expiry(timestamp, placement);
    if (!TimestampAuthentication.isMd5(hash) || expiresAt < 0) {
      return TimestampAuthentication.malformed("the hash or the time cannot be read");
    }
    return TimestampAuthentication.signed(
        token.signedPaths(),
        time,
        path -> SharedSecrets.signer(keys, hash, secret -> hash(path, time, secret)),
        expiresAt,
        null);
  }

  private static String hash(String path, String time, byte[] secret) {
    return SharedSecrets.md5Hex(secret, SharedSecrets.utf8(path + time));
  }
}
