package io.playgate.playbacktoken;

import io.playgate.playbacktoken.internal.text.AsciiText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a genuine token is, whatever text it comes in: a digest of the bytes that were
 * authenticated, and of the key. A text can be changed and still hold (the other {@code s} of an
 * ECDSA signature, the order of parameters, the letter case of hexadecimal digits), so that nothing
 * that is to hit a token may go by its text. What is signed cannot be changed by anybody but who
 * signs.
 *
 * <p>The digest is the SHA-256 of the kid's length in bytes (four bytes, big-endian), the kid, and
 * the bytes. A token that is nothing but a secret is its text's SHA-256. It is computed when it is
 * first asked for. Until then the bytes are kept: ask before keeping one for long.
 */
@SuppressWarnings("exports") // AsciiText, which only this library can name.
public final class TokenIdentity {
  private final String kid;

  /**
   * The bytes ({@code byte[]} or {@link AsciiText}), or the digest's text ({@link String}) once it
   * was computed. Threads that ask at once compute the same.
   */
  private Object state;

  private TokenIdentity(String kid, Object state) {
    this.kid = kid;
    this.state = state;
  }

  /**
   * Of a token that a key signed.
   *
   * @param kid the key; empty where the dialect has none
   * @param authenticated what was authenticated, without any secret; must not be changed hereafter
   */
  public static TokenIdentity of(String kid, byte[] authenticated) {
    return new TokenIdentity(kid, authenticated);
  }

  /** The same of a text, in UTF-8. */
  public static TokenIdentity of(String kid, String authenticated) {
    return new TokenIdentity(kid, authenticated.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of a text that is left where it stands. */
  public static TokenIdentity of(String kid, AsciiText authenticated) {
    return new TokenIdentity(kid, authenticated);
  }

  /** Of a token that is a secret by itself, and is known by its text. */
  public static TokenIdentity ofSecret(String text) {
    return new TokenIdentity("", hex(sha256(), text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The key that signed the token; empty for dialects without keys. */
  public String kid() {
    return kid;
  }

  /** The digest: 64 lower-case hexadecimal digits. */
  public String value() {
    Object now = state;
    if (now instanceof String value) {
      return value;
    }
    byte[] name = kid.getBytes(StandardCharsets.UTF_8);
    MessageDigest digest = sha256();
    digest.update(
        new byte[] {
          (byte) (name.length >>> 24),
          (byte) (name.length >>> 16),
          (byte) (name.length >>> 8),
          (byte) name.length
        });
    digest.update(name);
    byte[] bytes =
        now instanceof byte[] array ? array : now.toString().getBytes(StandardCharsets.ISO_8859_1);
    String value = hex(digest, bytes);
    state = value;
    return value;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String hex(MessageDigest digest, byte[] bytes) {
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  /** Two identities are equal where their digests are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenIdentity that && value().equals(that.value());
  }

  @Override
  public int hashCode() {
    return value().hashCode();
  }

  @Override
  public String toString() {
    return value();
  }
}
