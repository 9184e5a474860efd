package io.playgate.support.vault;

/** Encrypts keys and secrets before they are stored, and decrypts them again. */
public interface KeyVault {

  /**
   * Encrypts.
   *
   * @param plain the key or secret
   * @param aad what it belongs to, for example its ring and kid; not stored, and needed again to
   *     open
   * @return the envelope
   */
  byte[] seal(byte[] plain, String aad);

  /**
   * Decrypts.
   *
   * @param sealed an envelope that {@link #seal} made
   * @param aad the same text as then
   * @return the key or secret
   * @throws VaultException when the envelope was made under another key or for another {@code aad},
   *     or was changed
   */
  byte[] open(byte[] sealed, String aad);
}
