package io.playgate.revocation.log;

import java.io.Serial;

/** Redis is set up so that it could lose an acknowledged revocation. */
public final class UnsafeRedisException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  UnsafeRedisException(String message) {
    super(message);
  }
}
