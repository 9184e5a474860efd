package io.playgate.playbacktoken.urisigning;

/** A URI container that cannot be read, or asks for more than is given. */
final class UnreadableContainerException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableContainerException(String reason) {
    super(reason);
  }

  /** Why; holds nothing of the container. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
