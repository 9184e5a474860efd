package io.playgate.auth.password;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An Argon2id hash with its parameters, in the PHC string format: {@code
 * $argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>}.
 *
 * @param memoryKib memory in KiB
 * @param iterations passes
 * @param parallelism lanes
 * @param salt the salt
 * @param hash the result
 */
// Compared by MessageDigest.isEqual only, never by the record's own equals.
@SuppressWarnings("ArrayRecordComponent")
record Argon2Hash(int memoryKib, int iterations, int parallelism, byte[] salt, byte[] hash) {

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  /** Reads a stored hash; null when it is none that this service can check. */
  static @Nullable Argon2Hash parse(String phc) {
    Matcher matcher = FORM.matcher(phc);
    if (!matcher.matches()) {
      return null;
    }
    Base64.Decoder base64 = Base64.getDecoder();
    try {
      return new Argon2Hash(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(matcher.group(2)),
          Integer.parseInt(matcher.group(3)),
          base64.decode(matcher.group(4)),
          base64.decode(matcher.group(5)));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /** The PHC string. */
  String format() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memoryKib,
            iterations,
            parallelism,
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }

  @Override
  public String toString() {
    return "Argon2Hash[m=%d,t=%d,p=%d]".formatted(memoryKib, iterations, parallelism);
  }
}
