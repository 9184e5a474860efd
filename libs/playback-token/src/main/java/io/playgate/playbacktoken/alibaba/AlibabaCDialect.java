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
import io.playgate.playbacktoken.TokenParameters;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Alibaba Cloud CDN type C: {@code /MD5/TIME/FILE}, or {@code ?KEY1=MD5&KEY2=TIME} (the names by
 * the options {@value #HASH_NAME} and {@value #TIME_NAME}); the MD5 is over {@code KEY + /FILE +
 * TIME}, the time in hexadecimal. A token is for one path.
 */
public final class AlibabaCDialect implements PlacedDialect {

  /** The option that names the parameter of the hash. */
  public static final String HASH_NAME = "hashName";

  /** The option that names the parameter of the time. */
  public static final String TIME_NAME = "timeName";

  private static final int MD5_HEX = 32;

  private static final DialectDescription DESCRIPTION =
      new DialectDescription(
          "Alibaba Cloud CDN type C",
          "help.aliyun.com: URL signing, type C",
          "2026",
          List.of(Carrier.PATH, Carrier.QUERY),
          "KEY1",
          List.of(SharedSecrets.ALGORITHM),
          Set.of(),
          "the one signed path",
          Map.of(
              TimestampAuthentication.LIFETIME,
              TimestampAuthentication.LIFETIME_TEXT,
              HASH_NAME,
              "the parameter of the hash in the query; default KEY1",
              TIME_NAME,
              "the parameter of the time in the query; default KEY2"),
          ProofLevel.PUBLISHED_VECTOR,
          "the example of Alibaba's documentation, both forms");

  @Override
  public String id() {
    return "alibaba-c";
  }

  @Override
  public DialectDescription description() {
    return DESCRIPTION;
  }

  private static List<String> names(Placement placement) {
    return List.of(
        placement.options().getOrDefault(HASH_NAME, "KEY1"),
        placement.options().getOrDefault(TIME_NAME, "KEY2"));
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(this, grant, key, placement);
    String path = TokenCutter.target(url, placement).path();
    String time =
        Long.toHexString(TimestampAuthentication.timestamp(grant, placement))
            .toUpperCase(Locale.ROOT);
    String hash = hash(file(path, placement), time, key.secret());
    if (placement.carrier() == Carrier.PATH) {
      return PathPrefix.place(hash + "/" + time, url, placement);
    }
    List<String> names = names(placement);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(names.get(0), hash);
    parameters.put(names.get(1), time);
    return TokenParameters.placeQuery(parameters, url, placement);
  }

  @Override
  public TokenCut cut(PlaybackRequest request, Placement placement) {
    return switch (placement.carrier()) {
      case PATH ->
          PathPrefix.cut(
              request,
              placement,
              text ->
                  text.length() > MD5_HEX + 1
                      && text.charAt(MD5_HEX) == '/'
                      && TimestampAuthentication.isMd5(text.substring(0, MD5_HEX))
                      && TimestampAuthentication.hex(text.substring(MD5_HEX + 1)) >= 0);
      case QUERY -> TokenParameters.cutQuery(request, placement, names(placement));
      case COOKIE, HEADER ->
          new TokenCut.Refused(
              DenyCode.MISSING, "type C tokens travel in the path or the query only");
    };
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys, Placement placement) {
    String hash;
    String time;
    if (placement.carrier() == Carrier.PATH) {
      int slash = token.value().indexOf('/');
      hash = token.value().substring(0, Math.max(slash, 0));
      time = token.value().substring(slash + 1);
    } else {
      Map<String, String> values = TokenParameters.split(token.value(), '&');
      List<String> names = names(placement);
      if (values == null || !List.copyOf(values.keySet()).equals(names)) {
        return TimestampAuthentication.malformed("the hash or the time is missing");
      }
      hash = String.valueOf(values.get(names.get(0)));
      time = String.valueOf(values.get(names.get(1)));
    }
    long expiresAt = TimestampAuthentication.expiry(TimestampAuthentication.hex(time), placement);
    if (!TimestampAuthentication.isMd5(hash)
        || expiresAt < 0
        || token.path().length() < placement.basePath().length()) {
      return TimestampAuthentication.malformed("the hash or the time cannot be read");
    }
    List<String> files = token.signedPaths().stream().map(path -> file(path, placement)).toList();
    return TimestampAuthentication.signed(
        files,
        time,
        file -> SharedSecrets.signer(keys, hash, secret -> hash(file, time, secret)),
        expiresAt,
        null);
  }

  /** What is hashed: behind the prefix where the token is in the path, the whole path elsewhere. */
  private static String file(String path, Placement placement) {
    return placement.carrier() == Carrier.PATH
        ? path.substring(placement.basePath().length())
        : path;
  }

  private static String hash(String file, String time, byte[] secret) {
    return SharedSecrets.md5Hex(secret, SharedSecrets.utf8(file + time));
  }
}
