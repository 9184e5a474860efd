package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SharedSecrets;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.UnsupportedGrantException;
import java.util.List;
import java.util.Map;

/**
 * The one parameter {@code TIME-RAND-UID-MD5} of Alibaba's and Tencent's type A: the MD5 is over
 * {@code PATH-TIME-RAND-UID-KEY}. RAND is the grant's session, or {@code 0}; UID is {@code 0} in
 * both clouds, or the option {@value #UID}.
 */
public final class SignParameter {

  /** The option with the user's number. */
  public static final String UID = "uid";

  /** The options, with their meaning. */
  public static final Map<String, String> OPTIONS =
      Map.of(
          TimestampAuthentication.LIFETIME,
          TimestampAuthentication.LIFETIME_TEXT,
          TimestampAuthentication.TIMESTAMP,
          "dec or hex: how the time is written; default dec",
          UID,
          "the uid, letters and digits; default 0");

  private static final int MOST_RAND = 100;

  private SignParameter() {}

  /**
   * The parameter's value.
   *
   * @param path what is signed
   */
  public static String sign(PlaybackGrant grant, String path, SigningKey key, Placement placement)
      throws UnsupportedGrantException {
    String session = grant.session();
    String uid = placement.options().getOrDefault(UID, "0");
    String format = format(placement);
    if (session != null
        && (session.isEmpty()
            || session.equals("0")
            || session.length() > MOST_RAND
            || !TimestampAuthentication.isAlphanumeric(session))) {
      throw new UnsupportedGrantException(
          "session-charset", "session must be 1 to 100 letters and digits, and not 0");
    }
    if (uid.isEmpty()
        || !TimestampAuthentication.isAlphanumeric(uid)
        || !List.of("hex", "dec").contains(format)) {
      throw new UnsupportedGrantException(
          "option-invalid", "uid must be letters and digits, timestamp hex or dec");
    }
    long timestamp = TimestampAuthentication.timestamp(grant, placement);
    String fields =
        (format.equals("hex") ? Long.toHexString(timestamp) : Long.toString(timestamp))
            + "-"
            + (session == null ? "0" : session)
            + "-"
            + uid;
    return fields + "-" + hash(path, fields, key.secret());
  }

  /** Whether the parameter is genuine, and what it says. */
  public static Authentication authenticate(
      PresentedToken token, KeyRing keys, Placement placement) {
    String text = token.value();
    int end = text.lastIndexOf('-');
    String[] fields = end < 0 ? new String[0] : text.substring(0, end).split("-", 4);
    String format = format(placement);
    if (fields.length != 3
        || !TimestampAuthentication.isMd5(text.substring(end + 1))
        || !TimestampAuthentication.isAlphanumeric(fields[1])
        || fields[1].length() > MOST_RAND
        || !TimestampAuthentication.isAlphanumeric(fields[2])) {
      return TimestampAuthentication.malformed("the parameter is not time-rand-uid-md5");
    }
    if (!fields[2].equals(placement.options().getOrDefault(UID, "0"))) {
      return TimestampAuthentication.malformed("the uid is another one");
    }
    long timestamp =
        switch (format) {
          case "hex" -> TimestampAuthentication.hex(fields[0]);
          case "dec" -> SharedSecrets.number(fields[0]);
          default -> -1;
        };
    long expiresAt = TimestampAuthentication.expiry(timestamp, placement);
    if (expiresAt < 0) {
      return TimestampAuthentication.malformed("the time or an option cannot be read");
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

  private static String format(Placement placement) {
    return placement.options().getOrDefault(TimestampAuthentication.TIMESTAMP, "dec");
  }

  private static String hash(String path, String fields, byte[] secret) {
    return SharedSecrets.md5Hex(SharedSecrets.utf8(path + "-" + fields + "-"), secret);
  }
}
