package io.playgate.playbacktoken;

/** How it is known that a dialect is what its vendor means by it. */
public enum ProofLevel {
  /** Vendor code, a real edge or an independent implementation accepts what is signed here. */
  JUDGED("judged"),
  /** Published sample tokens are reproduced. */
  PUBLISHED_VECTOR("published vector"),
  /** Only this library's own two halves agree: experimental. */
  SELF_CONSISTENT("self-consistent");

  private final String text;

  ProofLevel(String text) {
    this.text = text;
  }

  /** As it stands in the documentation. */
  public String text() {
    return text;
  }
}
