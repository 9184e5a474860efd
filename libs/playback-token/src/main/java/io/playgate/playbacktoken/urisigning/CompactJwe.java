package io.playgate.playbacktoken.urisigning;

import com.fasterxml.jackson.core.JsonParser;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.internal.text.StrictJson;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * What may not stand in the open, encrypted (RFC 7516, compact serialization) with a shared key
 * used directly ({@code alg} is {@code dir}) and AES-GCM: {@code A128GCM} or {@code A256GCM}. Other
 * algorithms, compression and critical extensions are refused.
 */
final class CompactJwe {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private CompactJwe() {}

  /** Whether a key encrypts. */
  static boolean isEncryption(SigningKey key) {
    return key.algorithm().equals("A128GCM") || key.algorithm().equals("A256GCM");
  }

  /** Encrypts a text. */
  static String encrypt(String plain, SigningKey key) {
    String header =
        Base64Url.encode(
            StrictJson.writeObject(out -> {
              out.writeStringField("alg", "dir");
              out.writeStringField("enc", key.algorithm());
              out.writeStringField("kid", key.kid());
            }));
    byte[] iv = new byte[IV_BYTES];
    new SecureRandom().nextBytes(iv);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, iv, header);
      byte[] sealed = cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8));
      int length = sealed.length - TAG_BYTES;
      return header
          + ".."
          + Base64Url.encode(iv)
          + '.'
          + Base64Url.encode(Arrays.copyOf(sealed, length))
          + '.'
          + Base64Url.encode(Arrays.copyOfRange(sealed, length, sealed.length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK can encrypt with " + CIPHER, e);
    }
  }

  /** The text that was encrypted; null where this is no such object, or no key of the ring fits. */
  static @Nullable String decrypt(String text, KeyRing keys) {
    String[] parts = text.split("\\.", 6);
    if (parts.length != 5 || !parts[1].isEmpty()) {
      return null;
    }
    byte[] header = Base64Url.decode(parts[0]);
    byte[] iv = Base64Url.decode(parts[2]);
    byte[] sealed = Base64Url.decode(parts[3]);
    byte[] tag = Base64Url.decode(parts[4]);
    if (header == null
        || iv == null
        || sealed == null
        || tag == null
        || iv.length != IV_BYTES
        || tag.length != TAG_BYTES) {
      return null;
    }
    Header head = new Header();
    try {
      StrictJson.readObject(header, head::read);
    } catch (IOException e) {
      return null;
    }
    byte[] both = Arrays.copyOf(sealed, sealed.length + TAG_BYTES);
    System.arraycopy(tag, 0, both, sealed.length, TAG_BYTES);
    for (SigningKey key : keys.keys()) {
      if (isEncryption(key)
          && "dir".equals(head.algorithm)
          && key.algorithm().equals(head.encryption)
          && (head.kid == null || head.kid.equals(key.kid()))) {
        String plain = open(key, iv, parts[0], both);
        if (plain != null) {
          return plain;
        }
      }
    }
    return null;
  }

  private static @Nullable String open(SigningKey key, byte[] iv, String header, byte[] sealed) {
    try {
      byte[] plain = cipher(Cipher.DECRYPT_MODE, key, iv, header).doFinal(sealed);
      return new String(plain, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static Cipher cipher(int mode, SigningKey key, byte[] iv, String header)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key.key(), new GCMParameterSpec(8 * TAG_BYTES, iv));
    cipher.updateAAD(header.getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  /** The members of the header that are looked at. */
  private static final class Header {
    private @Nullable String algorithm;
    private @Nullable String encryption;
    private @Nullable String kid;

    void read(String name, JsonParser value) throws IOException {
      switch (name) {
        case "alg" -> algorithm = StrictJson.string(value);
        case "enc" -> encryption = StrictJson.string(value);
        case "kid" -> kid = StrictJson.string(value);
        case "crit", "zip" -> throw new IOException("not supported");
        default -> value.skipChildren();
      }
    }
  }
}
