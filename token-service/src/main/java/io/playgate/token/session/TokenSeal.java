package io.playgate.token.session;

import io.playgate.token.signingkey.ServiceSecrets;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the token that stands in a session's record, so that reading Redis, or a copy of its
 * files, gives nobody a token: AES-256-GCM under a key that all replicas share, bound to the
 * session.
 */
@ApplicationScoped
class TokenSeal {
  private static final String SECRET = "session-seal";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final ServiceSecrets secrets;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable SecretKey key;

  TokenSeal(ServiceSecrets secrets) {
    this.secrets = secrets;
  }

  /** A token's text and the client address it is bound to, empty for none. */
  record Content(String value, String ip) {}

  void load(@Observes StartupEvent started) {
    key = new SecretKeySpec(secrets.secret(SECRET), "AES");
  }

  String seal(Content content, String sid) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, sid)
              .doFinal((content.ip() + '\n' + content.value()).getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
      return Base64.getEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to encrypt", e);
    }
  }

  /** What was sealed; empty where it was sealed under another key or for another session. */
  Optional<Content> open(String sealed, String sid) {
    try {
      byte[] all = Base64.getDecoder().decode(sealed);
      if (all.length < NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES), sid)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      String text = new String(plain, StandardCharsets.UTF_8);
      int end = text.indexOf('\n');
      return Optional.of(new Content(text.substring(end + 1), text.substring(0, end)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String sid) throws GeneralSecurityException {
    SecretKey present = key;
    if (present == null) {
      throw new IllegalStateException("asked before start-up was over");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, present, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(sid.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
