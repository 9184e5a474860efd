package io.playgate.support.jose;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token whose signature was verified (RFC 7519 section 4), each asked for by its
 * type.
 *
 * @param all them, as JSON has them
 */
public record JwtClaimSet(Map<String, Object> all) {
  private static final long LATEST = 1L << 40;

  /** A claim as it stands; null where it is absent. */
  public @Nullable Object get(String claim) {
    return all.get(claim);
  }

  /**
   * A text that is not empty.
   *
   * @param maxLength the longest, in characters
   * @throws JwtRefusedException where it is absent, of another type, or longer
   */
  public String text(String claim, int maxLength) {
    if (all.get(claim) instanceof String text && !text.isEmpty() && text.length() <= maxLength) {
      return text;
    }
    throw new JwtRefusedException(claim);
  }

  /**
   * A time, in epoch seconds.
   *
   * @throws JwtRefusedException where it is absent, or not a whole number that is a time
   */
  public long seconds(String claim) {
    if (all.get(claim) instanceof Long number && number >= 0 && number < LATEST) {
      return number;
    }
    throw new JwtRefusedException(claim);
  }

  /**
   * A time, in epoch seconds.
   *
   * @return the other where it is absent
   * @throws JwtRefusedException where it is not a whole number that is a time
   */
  public long seconds(String claim, long other) {
    return all.get(claim) == null ? other : seconds(claim);
  }

  /** Whether {@code aud} is that, or a list with it (RFC 7519 section 4.1.3). */
  public boolean isFor(String audience) {
    return all.get("aud") instanceof List<?> list
        ? list.contains(audience)
        : audience.equals(all.get("aud"));
  }
}
