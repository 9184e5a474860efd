package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.carrier.TokenParameters;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads the tokens of one placement.
 *
 * @param lifetime in seconds
 * @param inHex whether the time is hexadecimal
 * @param names of the parameters with the hash and the time
 */
record AlibabaFFormat(
    Dialect dialect, Placement placement, long lifetime, boolean inHex, List<String> names)
    implements PlacedFormat {

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    String path = withoutQuery(url).path();
    long timestamp = TimestampAuthentication.timestamp(grant, lifetime);
    String time = inHex ? Long.toHexString(timestamp) : SharedSecrets.seconds(timestamp);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(names.get(0), hash(path, time, key.secret()));
    parameters.put(names.get(1), time);
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    SignedToken placed = TokenParameters.placeQuery(value, names, url, placement);
    withoutQuery(url);
    return placed;
  }

  private RequestTarget withoutQuery(String url) throws UnsupportedGrantException {
    RequestTarget target = TokenCutter.target(url, placement);
    if (!target.query().isEmpty()) {
      throw new UnsupportedGrantException(
          "url-has-query", "type F does not work for URLs with a query of their own");
    }
    return target;
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    return TokenParameters.cutQuery(request, placement, names);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    Map<String, String> values = TokenParameters.split(token.value(), '&');
    if (values == null || !List.copyOf(values.keySet()).equals(names)) {
      return TimestampAuthentication.malformed("the hash or the time is missing");
    }
    if (!token.query().isEmpty()) {
      return TimestampAuthentication.malformed("type F does not support other query parameters");
    }
    String hash = String.valueOf(values.get(names.get(0)));
    String time = String.valueOf(values.get(names.get(1)));
    long timestamp = inHex ? TimestampAuthentication.hex(time) : SharedSecrets.seconds(time);
    long expiresAt = TimestampAuthentication.expiry(timestamp, lifetime);
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
