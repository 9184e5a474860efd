package io.playgate.playbacktoken.alibaba;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.OptionType;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.text.LowerHex;
import io.playgate.playbacktoken.key.SigningKey;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the types share: the token carries a time, and holds until so many seconds later; how many,
 * stands in the CDN's configuration and here in the option {@value #LIFETIME}.
 */
public final class TimestampAuthentication {

  /** The option with the lifetime, in seconds. */
  public static final String LIFETIME = "lifetime";

  /** The option that says how the time is written: {@code hex} or {@code dec}. */
  public static final String TIMESTAMP = "timestamp";

  /** The option with the lifetime; 1800 s is what Alibaba's and Tencent's consoles propose. */
  public static final OptionSpec LIFETIME_OPTION =
      OptionSpec.of(
              LIFETIME,
              OptionType.number(0, 0xffff_ffffL),
              "the validity period in the CDN's configuration, in seconds")
          .otherwise("1800");

  /** The option that says how the time is written. */
  public static final OptionSpec TIMESTAMP_OPTION =
      OptionSpec.of(TIMESTAMP, OptionType.oneOf("dec", "hex"), "how the time is written")
          .otherwise("dec");

  private static final int MD5_HEX = 32;

  private TimestampAuthentication() {}

  /**
   * The time that the token has to carry, in epoch seconds.
   *
   * @param lifetime in seconds
   * @throws UnsupportedGrantException {@code time-range}
   */
  public static long timestamp(PlaybackGrant grant, long lifetime)
      throws UnsupportedGrantException {
    if (grant.expiresAt() < lifetime || grant.expiresAt() > 0xffff_ffffL) {
      throw new UnsupportedGrantException(
          "time-range", "expiresAt less the lifetime must be epoch seconds of 32 bits");
    }
    return grant.expiresAt() - lifetime;
  }

  /** The expiry of a token with that time; -1 where the time could not be read. */
  public static long expiry(long timestamp, long lifetime) {
    return timestamp < 0 ? -1 : timestamp + lifetime;
  }

  /** Reads a time in hexadecimal, of at most 8 digits in either letter case; -1 for others. */
  public static long hex(String text) {
    if (text.isEmpty() || text.length() > 8 || text.charAt(0) == '0') {
      return -1;
    }
    boolean lower = text.equals(text.toLowerCase(Locale.ROOT));
    boolean upper = text.equals(text.toUpperCase(Locale.ROOT));
    if (!lower && !upper) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.charAt(i) >= 128) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Whether a text may be an MD5 in lower-case hexadecimal. */
  public static boolean isMd5(String text) {
    return text.length() == MD5_HEX && LowerHex.isAll(text, 0, MD5_HEX);
  }

  /** A field of letters and digits only, so that nothing in it ends it. */
  public static boolean isAlphanumeric(String text) {
    return text.chars()
        .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  }

  /**
   * The grant of a token whose path was part of what was hashed, where it is genuine.
   *
   * @param paths the texts of the path that may have been hashed
   * @param fields what was hashed besides
   * @param signer the key that hashed such a text; null for none
   */
  public static Authentication signed(
      List<String> paths,
      String fields,
      Function<String, @Nullable SigningKey> signer,
      long expiresAt,
      @Nullable String session) {
    for (String path : paths) {
      SigningKey key = signer.apply(path);
      if (key != null) {
        return Authentication.ofSignedPath(
            PlaybackGrant.expiringAt(expiresAt).session(session).build(),
            TokenIdentity.of(key.kid(), path + "\0" + fields));
      }
    }
    return new Authentication.Rejected(
        DenyCode.SIGNATURE, "no key of the ring made this hash for this path");
  }

  /** A rejection of what cannot be read. */
  public static Authentication malformed(String detail) {
    return new Authentication.Rejected(DenyCode.MALFORMED, detail);
  }
}
