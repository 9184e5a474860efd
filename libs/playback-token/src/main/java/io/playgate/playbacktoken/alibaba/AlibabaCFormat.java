package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes and reads the tokens of one placement. */
final class AlibabaCFormat implements PlacedFormat {
  private static final int MD5_HEX = 32;

  private final Dialect dialect;
  private final PathPrefix prefix;
  private final long lifetime;
  private final List<String> names;
  private final boolean inPath;
  private final int baseLength;

  /**
   * Binds the dialect.
   *
   * @param lifetime in seconds
   * @param names of the parameters with the hash and the time
   */
  AlibabaCFormat(Dialect dialect, Placement placement, long lifetime, List<String> names) {
    this.dialect = dialect;
    this.prefix = new PathPrefix(placement, AlibabaCFormat::looksLikeToken);
    this.lifetime = lifetime;
    this.names = names;
    this.inPath = placement.carrier() == Carrier.PATH;
    this.baseLength = placement.basePath().length();
  }

  @Override
  public Placement placement() {
    return prefix.placement();
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    String path = TokenCutter.target(url, placement()).path();
    String time =
        Long.toHexString(TimestampAuthentication.timestamp(grant, lifetime))
            .toUpperCase(Locale.ROOT);
    String hash = hash(file(path), time, key.secret());
    if (inPath) {
      return prefix.place(hash + "/" + time, url);
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(names.get(0), hash);
    parameters.put(names.get(1), time);
    return TokenParameters.placeQuery(parameters, url, placement());
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    return inPath
        ? prefix.placeAgain(value, url)
        : TokenParameters.placeQuery(value, names, url, placement());
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    return inPath ? prefix.cut(request) : TokenParameters.cutQuery(request, placement(), names);
  }

  private static boolean looksLikeToken(String text) {
    return text.length() > MD5_HEX + 1
        && text.charAt(MD5_HEX) == '/'
        && TimestampAuthentication.isMd5(text.substring(0, MD5_HEX))
        && TimestampAuthentication.hex(text.substring(MD5_HEX + 1)) >= 0;
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String hash;
    String time;
    if (inPath) {
      int slash = token.value().indexOf('/');
      hash = token.value().substring(0, Math.max(slash, 0));
      time = token.value().substring(slash + 1);
    } else {
      Map<String, String> values = TokenParameters.split(token.value(), '&');
      if (values == null || !List.copyOf(values.keySet()).equals(names)) {
        return TimestampAuthentication.malformed("the hash or the time is missing");
      }
      hash = String.valueOf(values.get(names.get(0)));
      time = String.valueOf(values.get(names.get(1)));
    }
    long expiresAt = TimestampAuthentication.expiry(TimestampAuthentication.hex(time), lifetime);
    if (!TimestampAuthentication.isMd5(hash)
        || expiresAt < 0
        || token.path().length() < baseLength) {
      return TimestampAuthentication.malformed("the hash or the time cannot be read");
    }
    List<String> files = token.signedPaths().stream().map(this::file).toList();
    return TimestampAuthentication.signed(
        files,
        time,
        file -> SharedSecrets.signer(keys, hash, secret -> hash(file, time, secret)),
        expiresAt,
        null);
  }

  /** What is hashed: behind the prefix where the token is in the path, the whole path elsewhere. */
  private String file(String path) {
    return inPath ? path.substring(baseLength) : path;
  }

  private static String hash(String file, String time, byte[] secret) {
    return SharedSecrets.md5Hex(secret, SharedSecrets.utf8(file + time));
  }
}
