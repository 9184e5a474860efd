package io.playgate.edge.token;

import io.playgate.edge.profile.DeliveryProfile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Under what a token is kept: the profile object, which changes with its keys, and the SHA-256 of
 * the text. How long a look-up takes tells about the hash at most, and never about a token.
 */
public final class TokenKey {

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(() -> {
        try {
          return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("every JDK has SHA-256", e);
        }
      });

  private final DeliveryProfile profile;
  private final byte[] digest;

  /** Hashes a token's text. */
  public TokenKey(DeliveryProfile profile, String token) {
    this.profile = profile;
    this.digest = SHA_256.get().digest(token.getBytes(StandardCharsets.UTF_8));
  }

  /** The profile. */
  public DeliveryProfile profile() {
    return profile;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenKey that
        && profile == that.profile
        && MessageDigest.isEqual(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return digest[0] << 24
        | (digest[1] & 0xff) << 16
        | (digest[2] & 0xff) << 8
        | (digest[3] & 0xff);
  }
}
