package io.playgate.demo.catalogue;

/** A service refused what the demo asked of it. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  ApiException(String message) {
    super(message);
  }

  ApiException(String message, Throwable cause) {
    super(message, cause);
  }
}
