package io.playgate.support.client;

import java.io.Serial;

/**
 * An assertion that was refused. The message is for the log and quotes nothing of the assertion.
 */
class AssertionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  AssertionException(String message) {
    super(message, null, false, false);
  }
}
