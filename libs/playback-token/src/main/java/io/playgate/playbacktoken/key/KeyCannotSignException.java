package io.playgate.playbacktoken.key;

/** A key does not sign: it is a public one, or its algorithm is none that signs. */
public final class KeyCannotSignException extends Exception {
  private static final long serialVersionUID = 1L;

  KeyCannotSignException(String kid) {
    super("the key " + kid + " cannot sign");
  }
}
