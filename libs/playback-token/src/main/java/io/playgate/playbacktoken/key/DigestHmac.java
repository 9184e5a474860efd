package io.playgate.playbacktoken.key;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) from the states of its digest after the inner and the outer padded key. A token's
 * MAC is over two or three blocks, so not hashing those two again saves a third of it; and nothing
 * is shared that threads could contend for. Copying a state only reads it.
 */
final class DigestHmac implements Hmac {
  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5c;

  private final MessageDigest inner;
  private final MessageDigest outer;

  /**
   * @param digest a digest that can be copied, in its first state
   * @param secret the key's bytes; not kept
   */
  DigestHmac(MessageDigest digest, byte[] secret) {
    int block = digest.getDigestLength() > 32 ? 128 : 64;
    byte[] padded = Arrays.copyOf(secret.length > block ? digest.digest(secret) : secret, block);
    this.inner = state(digest, padded, INNER_PAD);
    this.outer = state(digest, padded, OUTER_PAD);
    Arrays.fill(padded, (byte) 0);
  }

  private static MessageDigest state(MessageDigest digest, byte[] key, byte pad) {
    byte[] padded = new byte[key.length];
    for (int i = 0; i < key.length; i++) {
      padded[i] = (byte) (key[i] ^ pad);
    }
    MessageDigest state = copy(digest);
    state.update(padded);
    Arrays.fill(padded, (byte) 0);
    return state;
  }

  @Override
  public byte[] mac(byte[] text, int offset, int length) {
    MessageDigest digest = copy(inner);
    digest.update(text, offset, length);
    byte[] hash = digest.digest();
    digest = copy(outer);
    digest.update(hash);
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("the hash has room for itself", e);
    }
    return hash;
  }

  private static MessageDigest copy(MessageDigest state) {
    try {
      return (MessageDigest) state.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the digest says that it can be copied", e);
    }
  }
}
