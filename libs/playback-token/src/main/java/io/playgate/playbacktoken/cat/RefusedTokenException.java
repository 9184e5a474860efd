package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.DenyCode;

/** A token, or a part of one, that is not accepted. */
final class RefusedTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DenyCode code;

  RefusedTokenException(DenyCode code, String detail) {
    // Anybody can cause it with a request: no stack trace.
    super(detail, null, false, false);
    this.code = code;
  }

  /** Bytes or claims of another form than the format's. */
  static RefusedTokenException malformed(String detail) {
    return new RefusedTokenException(DenyCode.MALFORMED, detail);
  }

  /** A claim that restricts, in a way that cannot be judged here. */
  static RefusedTokenException notUnderstood(String detail) {
    return new RefusedTokenException(DenyCode.CRITICAL_CLAIM, detail);
  }

  Authentication.Rejected rejected() {
    return new Authentication.Rejected(code, String.valueOf(getMessage()));
  }
}
