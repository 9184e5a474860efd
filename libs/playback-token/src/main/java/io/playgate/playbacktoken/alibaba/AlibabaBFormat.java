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
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;

/** Writes and reads the tokens of one placement. */
final class AlibabaBFormat implements PlacedFormat {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuuMMddHHmm", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);
  private static final int TIME_LENGTH = 12;
  private static final int LENGTH = TIME_LENGTH + 1 + 32;

  private final Dialect dialect;
  private final PathPrefix prefix;
  private final long lifetime;
  private final int baseLength;

  /**
   * Binds the dialect.
   *
   * @param lifetime in seconds
   */
  AlibabaBFormat(Dialect dialect, Placement placement, long lifetime) {
    this.dialect = dialect;
    this.prefix = new PathPrefix(placement, AlibabaBFormat::looksLikeToken);
    this.lifetime = lifetime;
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
    long timestamp = TimestampAuthentication.timestamp(grant, lifetime);
    String time = LocalDateTime.ofEpochSecond(timestamp, 0, CHINA).format(MINUTES);
    String file = path.substring(baseLength);
    return prefix.place(time + "/" + hash(time, file, key.secret()), url);
  }

  @Override
  public SignedToken place(String value, String url) throws UnsupportedGrantException {
    return prefix.placeAgain(value, url);
  }

  @Override
  public TokenCut cut(PlaybackRequest request) {
    return prefix.cut(request);
  }

  private static boolean looksLikeToken(String text) {
    return text.length() == LENGTH
        && text.charAt(TIME_LENGTH) == '/'
        && Decimals.number(text.substring(0, TIME_LENGTH)) >= 0
        && TimestampAuthentication.isMd5(text.substring(TIME_LENGTH + 1));
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String text = token.value();
    if (text.length() != LENGTH
        || text.charAt(TIME_LENGTH) != '/'
        || token.path().length() < baseLength) {
      return TimestampAuthentication.malformed("the token is not time/md5");
    }
    String time = text.substring(0, TIME_LENGTH);
    long timestamp;
    try {
      timestamp = Instant.from(LocalDateTime.parse(time, MINUTES).atOffset(CHINA)).getEpochSecond();
    } catch (DateTimeException e) {
      return TimestampAuthentication.malformed("the time must be YYYYMMDDHHMM");
    }
    long expiresAt = TimestampAuthentication.expiry(timestamp, lifetime);
    if (expiresAt < 0) {
      return TimestampAuthentication.malformed("the time must not be before 1970");
    }
    List<String> files =
        token.signedPaths().stream().map(path -> path.substring(baseLength)).toList();
    return TimestampAuthentication.signed(
        files,
        time,
        file ->
            SharedSecrets.signer(
                keys, text.substring(TIME_LENGTH + 1), secret -> hash(time, file, secret)),
        expiresAt,
        null);
  }

  private static String hash(String time, String file, byte[] secret) {
    return SharedSecrets.md5Hex(secret, SharedSecrets.utf8(time + file));
  }
}
