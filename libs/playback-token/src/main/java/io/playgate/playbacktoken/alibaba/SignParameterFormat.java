package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.carrier.PlacedFormat;
import io.playgate.playbacktoken.internal.carrier.TokenCutter;
import io.playgate.playbacktoken.internal.dialect.GrantSyntax;
import io.playgate.playbacktoken.internal.dialect.OptionValues;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Decimals;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.util.List;

/**
 * The one parameter {@code TIME-RAND-UID-MD5} of Alibaba's and Tencent's type A: the MD5 is over
 * {@code PATH-TIME-RAND-UID-KEY}. RAND is the grant's session, or {@code 0}; UID is {@code 0} in
 * both clouds, or the option {@value #UID}.
 */
public final class SignParameterFormat implements PlacedFormat {

  /** The option with the user's number. */
  public static final String UID = "uid";

  /** The options. */
  public static final List<OptionSpec> OPTIONS =
      List.of(
          TimestampAuthentication.LIFETIME_OPTION,
          TimestampAuthentication.TIMESTAMP_OPTION,
          OptionSpec.of(UID, OptionType.TEXT, "the uid, letters and digits").otherwise("0"));

  private static final int MOST_RAND = 100;

  private final Dialect dialect;
  private final Placement placement;
  private final long lifetime;
  private final boolean inHex;
  private final String uid;

  private SignParameterFormat(
      Dialect dialect, Placement placement, long lifetime, boolean inHex, String uid) {
    this.dialect = dialect;
    this.placement = placement;
    this.lifetime = lifetime;
    this.inHex = inHex;
    this.uid = uid;
  }

  /**
   * Binds a dialect with the {@link #OPTIONS}.
   *
   * @throws InvalidPlacementException where one is wrong
   */
  public static SignParameterFormat open(Dialect dialect, Placement placement)
      throws InvalidPlacementException {
    OptionValues values = OptionValues.read(dialect, placement);
    String uid = values.required(UID);
    if (uid.isEmpty() || !TimestampAuthentication.isAlphanumeric(uid)) {
      throw InvalidPlacementException.option(
          UID, "the option " + UID + " must be letters and digits");
    }
    return new SignParameterFormat(
        dialect,
        placement,
        values.number(TimestampAuthentication.LIFETIME, 0),
        values.required(TimestampAuthentication.TIMESTAMP).equals("hex"),
        uid);
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public SignedToken sign(PlaybackGrant grant, String url, SigningKey key)
      throws UnsupportedGrantException {
    GrantSyntax.requireSupported(dialect, grant, key);
    String path = TokenCutter.target(url, placement).path();
    String session = grant.session();
    if (session != null
        && (session.isEmpty()
            || session.equals("0")
            || session.length() > MOST_RAND
            || !TimestampAuthentication.isAlphanumeric(session))) {
      throw new UnsupportedGrantException(
          "session-charset", "session must be 1 to 100 letters and digits, and not 0");
    }
    long timestamp = TimestampAuthentication.timestamp(grant, lifetime);
    String fields =
        (inHex ? Long.toHexString(timestamp) : Long.toString(timestamp))
            + "-"
            + (session == null ? "0" : session)
            + "-"
            + uid;
    return TokenCutter.place(fields + "-" + hash(path, fields, key.secret()), url, placement);
  }

  @Override
  public Authentication authenticate(PresentedToken token, KeyRing keys) {
    String text = token.value();
    int end = text.lastIndexOf('-');
    String[] fields = end < 0 ? new String[0] : text.substring(0, end).split("-", 4);
    if (fields.length != 3
        || !TimestampAuthentication.isMd5(text.substring(end + 1))
        || !TimestampAuthentication.isAlphanumeric(fields[1])
        || fields[1].length() > MOST_RAND
        || !TimestampAuthentication.isAlphanumeric(fields[2])) {
      return TimestampAuthentication.malformed("the parameter is not time-rand-uid-md5");
    }
    if (!fields[2].equals(uid)) {
      return TimestampAuthentication.malformed("the uid is another one");
    }
    long timestamp = inHex ? TimestampAuthentication.hex(fields[0]) : Decimals.number(fields[0]);
    long expiresAt = TimestampAuthentication.expiry(timestamp, lifetime);
    if (expiresAt < 0) {
      return TimestampAuthentication.malformed("the time cannot be read");
    }
    String signed = text.substring(0, end);
    String rand = fields[1];
    return TimestampAuthentication.signed(
        token.signedPaths(),
        signed,
        path ->
            SharedSecrets.signer(
                keys, text.substring(end + 1), secret -> hash(path, signed, secret)),
        expiresAt,
        rand.isEmpty() || rand.equals("0") ? null : rand);
  }

  private static String hash(String path, String fields, byte[] secret) {
    return SharedSecrets.md5Hex(SharedSecrets.utf8(path + "-" + fields + "-"), secret);
  }
}
