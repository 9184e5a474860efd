package io.playgate.revocationlist;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names a subject without disclosing it: the first {@value #LENGTH} bytes of HMAC-SHA256 (RFC 2104)
 * over the scope's wire name, a zero byte and the subject, under the subject-digest key. Tokens
 * whose text may be read by others carry digests; a holder of the key can compare them with the
 * subjects of rules. With 72 bits a chance match of one rule and one token is practically
 * impossible; such a match would deny, never allow.
 *
 * <p>Safe for use by many threads.
 */
public final class SubjectDigest {
  /** Length of a digest in bytes. */
  public static final int LENGTH = 9;

  /** Length of a digest as base64url text. */
  public static final int TEXT_LENGTH = 12;

  /** Shortest key, in bytes. */
  public static final int MIN_KEY_LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac prototype;

  /**
   * @param key the subject-digest key, at least {@value #MIN_KEY_LENGTH} bytes
   * @throws IllegalArgumentException if the key is too short
   */
  public SubjectDigest(byte[] key) {
    if (key.length < MIN_KEY_LENGTH) {
      throw new IllegalArgumentException("the subject-digest key needs at least 32 bytes");
    }
    try {
      prototype = Mac.getInstance(ALGORITHM);
      prototype.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** The digest of a subject as {@value #TEXT_LENGTH} characters of base64url. */
  public String of(RevocationScope scope, String subject) {
    Mac mac;
    try {
      mac = (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's HmacSHA256 can be cloned", e);
    }
    mac.update(scope.wireName().getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    byte[] digest = mac.doFinal(subject.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, LENGTH));
  }

  /** The digest for {@link RevocationScope#VIEWER_PACKAGE}. */
  public String ofViewerPackage(String viewer, String packageId) {
    return of(RevocationScope.VIEWER_PACKAGE, viewer + '/' + packageId);
  }
}
