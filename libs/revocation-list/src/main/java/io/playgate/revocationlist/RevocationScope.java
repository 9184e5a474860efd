package io.playgate.revocationlist;

/** What a revocation rule names. {@link #wireName()} is its form in APIs and on the feed. */
public enum RevocationScope {
  TOKEN("token"),
  SESSION("session"),
  SIGN_IN("sign-in"),
  VIEWER("viewer"),
  DEVICE("device"),
  ASSET("asset"),
  PACKAGE("package"),
  /** Subject: the viewer, a slash, the package. */
  VIEWER_PACKAGE("viewer+package"),
  KEY("key"),
  /** Every token there is; the subject is {@code *}. */
  ALL("all");

  private final String wireName;

  RevocationScope(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
