package io.playgate.support.vault;

import io.playgate.support.secretfile.SecretFile;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.LaunchMode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * Seals with AES-256-GCM under the key in a mounted file.
 *
 * <p>Envelope: one byte version (1), 12 bytes random nonce, ciphertext, 16 bytes tag. The version
 * byte is authenticated too. Random nonces are safe for 2^32 envelopes under one key (NIST SP
 * 800-38D section 8.3); a service seals a few a year.
 */
@Singleton
@DefaultBean
public class FileKeyVault implements KeyVault {

  private static final Logger LOG = Logger.getLogger(FileKeyVault.class);
  private static final String KEY = "playgate.vault.key-file";
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int KEY_BYTES = 32;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  /**
   * Reads the key file.
   *
   * @param config where it is
   * @throws IllegalStateException when it is missing, open to others, or not 32 bytes in base64; in
   *     development mode a missing key is replaced by one that lasts as long as the process
   */
  @Inject
  public FileKeyVault(VaultConfig config) {
    this(read(config.keyFile(), LaunchMode.current() == LaunchMode.DEVELOPMENT));
  }

  /**
   * Makes a vault.
   *
   * @param keyEncryptionKey 32 bytes
   */
  FileKeyVault(byte[] keyEncryptionKey) {
    if (keyEncryptionKey.length != KEY_BYTES) {
      throw new IllegalArgumentException("the key-encryption key has 32 bytes");
    }
    this.key = new SecretKeySpec(keyEncryptionKey, "AES");
  }

  static byte[] read(Optional<Path> file, boolean development) {
    if (file.isEmpty()) {
      if (!development) {
        throw new IllegalStateException(
            KEY
                + " is not set: write 32 random bytes in base64 to a file of mode 0600"
                + " (openssl rand -base64 32) and set the key to it");
      }
      LOG.warn(KEY + " is not set: keys sealed by this process cannot be opened by the next");
      byte[] ephemeral = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(ephemeral);
      return ephemeral;
    }
    String text =
        new String(SecretFile.read(file.get(), KEY, development), StandardCharsets.US_ASCII);
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException notBase64) {
      // The cause would quote the key.
      throw new IllegalStateException(KEY + ": the file does not hold base64");
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalStateException(
          KEY + ": the file holds " + bytes.length + " bytes in base64; 32 are needed");
    }
    return bytes;
  }

  @Override
  public byte[] seal(byte[] plain, String aad) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, aad);
      ByteBuffer envelope = ByteBuffer.allocate(1 + NONCE_BYTES + plain.length + TAG_BYTES);
      envelope.put(VERSION).put(nonce);
      cipher.doFinal(ByteBuffer.wrap(plain), envelope);
      return envelope.array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM is not available", e);
    }
  }

  @Override
  public byte[] open(byte[] sealed, String aad) {
    if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] != VERSION) {
      throw new VaultException("not an envelope of version " + VERSION);
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, aad)
          .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new VaultException("the envelope was sealed under another key or for something else");
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String aad) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
    cipher.updateAAD(new byte[] {VERSION});
    cipher.updateAAD(aad.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
