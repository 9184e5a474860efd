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
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.TokenCutter;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Alibaba Cloud CDN type B: {@code /YYYYMMDDHHMM/MD5/FILE}, the time in UTC+8, the MD5 over {@code
 * KEY + TIME + /FILE}.
 *
 * <p>The format knows whole minutes: an expiry within a minute is brought forward to its beginning,
 * so that a token may end up to 59 seconds early and never late. A token is for one path.
 */
public final class AlibabaBDialect implements PlacedDialect {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuuMMddHHmm", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);
  private static final int TIME_LENGTH = 12;
  private static final int LENGTH = TIME_LENGTH + 1 + 32;

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Alibaba Cloud CDN type B",
          "help.aliyun.com: URL signing, type B",
          "2026",
          List.of(Carrier.PATH),
          "auth_key",
          List.of(SharedSecrets.ALGORITHM),
          Set.of(),
          "the one signed path",
          Map.of(TimestampAuthentication.LIFETIME, TimestampAuthentication.LIFETIME_TEXT),
          ProofLevel.PUBLISHED_VECTOR,
          "the example of Alibaba's documentation");

  @Override
  public String id() {
    return "alibaba-b";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    String path = TokenCutter.target(url, placement).path();
    long timestamp = TimestampAuthentication.timestamp(grant, placement);
    String time = LocalDateTime.ofEpochSecond(timestamp, 0, CHINA).format(MINUTES);
    String file = path.substring(placement.basePath().length());
    return PathPrefix.place(time + "/" + hash(time, file, key.secret()), url, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return placement.carrier() == Carrier.PATH
        ? PathPrefix.cut(
            request,
            placement,
            text ->
                text.length() == LENGTH
                    && text.charAt(TIME_LENGTH) == '/'
                    && SharedSecrets.number(text.substring(0, TIME_LENGTH)) >= 0
                    && TimestampAuthentication.isMd5(text.substring(TIME_LENGTH + 1)))
        : new TokenCut.Refused(DenyCode.MISSING, "type B tokens travel in the path only");
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    String text = token.value();
    if (text.length() != LENGTH
        || text.charAt(TIME_LENGTH) != '/'
        || token.path().length() < placement.basePath().length()) {
      return TimestampAuthentication.malformed("the token is not time/md5");
    }
    String time = text.substring(0, TIME_LENGTH);
    long timestamp;
    try {
      timestamp = Instant.from(LocalDateTime.parse(time, MINUTES).atOffset(CHINA)).getEpochSecond();
    } catch (DateTimeException e) {
      return TimestampAuthentication.malformed("the time must be YYYYMMDDHHMM");
    }
    long expiresAt = TimestampAuthentication.expiry(timestamp, placement);
    if (expiresAt < 0) {
      return TimestampAuthentication.malformed("the time or the option lifetime cannot be read");
    }
    List<String> files =
        token.signedPaths().stream()
            .map(path -> path.substring(placement.basePath().length()))
            .toList();
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
