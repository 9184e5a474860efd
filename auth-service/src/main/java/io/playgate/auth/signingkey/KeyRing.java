package io.playgate.auth.signingkey;

/** A set of signing keys of which one signs. The two never share a key. */
public enum KeyRing {
  /** Signs viewer tokens. */
  VIEWER("viewer"),
  /** Signs access tokens of clients. */
  CLIENT("client");

  private final String text;

  KeyRing(String text) {
    this.text = text;
  }

  /** The name in the database. */
  String text() {
    return text;
  }
}
