package io.playgate.feedclient;

/**
 * What came over the wire is not in the form that the feed has. A handler throws it (or a subclass)
 * to have the feed connect again.
 */
public class MalformedFeedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what is wrong; holds no value from the wire
   */
  public MalformedFeedException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong; holds no value from the wire
   * @param cause what found it
   */
  public MalformedFeedException(String message, Throwable cause) {
    super(message, cause);
  }
}
