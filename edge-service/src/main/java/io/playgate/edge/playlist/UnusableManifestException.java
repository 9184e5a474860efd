package io.playgate.edge.playlist;

/** The origin answered a manifest that cannot be read, so that nothing can be written into it. */
public final class UnusableManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is wrong; quotes nothing of the manifest
   */
  public UnusableManifestException(String message) {
    super(message);
  }
}
