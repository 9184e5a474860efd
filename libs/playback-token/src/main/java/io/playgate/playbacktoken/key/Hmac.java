package io.playgate.playbacktoken.key;

import io.playgate.playbacktoken.internal.text.AsciiText;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A MAC with one key. Safe for concurrent use. */
sealed interface Hmac extends AsciiText.Mac permits DigestHmac, MacPool {

  /**
   * Sets up a MAC. Where the key can be read and the platform's own digest is in use, which can be
   * copied, the two states that depend on the key alone are computed once; otherwise (a key that
   * stays in its device, another provider) the provider's MAC does the work.
   *
   * @param name the platform's name, {@code HmacSHA256} or the like
   * @throws IllegalArgumentException where the key does not suit it
   */
  static Hmac of(String name, Key key) {
    byte[] secret = key.getEncoded();
    if (secret == null) {
      return new MacPool(name, key);
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(digestName(name));
      return digest.getProvider().getName().equals("SUN") && digest instanceof Cloneable
          ? new DigestHmac(digest, secret)
          : new MacPool(name, key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("the platform does not provide " + name, e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static String digestName(String name) {
    return switch (name) {
      case "HmacMD5" -> "MD5";
      case "HmacSHA1" -> "SHA-1";
      case "HmacSHA256" -> "SHA-256";
      case "HmacSHA384" -> "SHA-384";
      case "HmacSHA512" -> "SHA-512";
      default -> throw new IllegalArgumentException("the MAC " + name + " is not known");
    };
  }
}
