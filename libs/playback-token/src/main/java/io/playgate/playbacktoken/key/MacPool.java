package io.playgate.playbacktoken.key;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few initialised {@link Mac}s of one key, of whatever provider. Setting one up costs as
 * much as a short MAC itself, and per-thread copies would be lost on virtual threads, which live
 * for one request.
 */
final class MacPool implements Hmac {
  private static final int SLOTS = 8;

  private final String name;
  private final Key key;
  private final AtomicReferenceArray<@Nullable Mac> idle = new AtomicReferenceArray<>(SLOTS);

  /** Fails at once where the key does not suit the MAC. */
  MacPool(String name, Key key) {
    this.name = name;
    this.key = key;
    idle.set(0, create());
  }

  @Override
  public byte[] mac(byte[] text, int offset, int length) {
    int slot = (int) Thread.currentThread().threadId() & (SLOTS - 1);
    Mac mac = idle.getAndSet(slot, null);
    if (mac == null) {
      mac = create();
    }
    mac.update(text, offset, length);
    byte[] result = mac.doFinal();
    idle.setRelease(slot, mac);
    return result;
  }

  private Mac create() {
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalArgumentException("the key does not suit " + name, e);
    }
  }
}
