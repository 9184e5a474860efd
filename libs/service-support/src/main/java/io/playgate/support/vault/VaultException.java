package io.playgate.support.vault;

import java.io.Serial;

/** An envelope that does not open. Says no more, so that it can stand in a log. */
public class VaultException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** Makes the exception. */
  public VaultException(String message) {
    super(message);
  }
}
