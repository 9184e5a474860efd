package io.playgate.playbacktoken;

/** The successor of a token, and how it travels to the player. */
public sealed interface Renewal {

  /** The name of the cookie, query parameter or header. */
  String name();

  /** The new token, as it shall stand there. */
  String value();

  /** When the new token expires, in epoch seconds. */
  long expiresAt();

  /**
   * As a cookie.
   *
   * @param path the cookie's Path attribute
   */
  record Cookie(String name, String value, String path, long expiresAt) implements Renewal {

    /** The value of a {@code Set-Cookie} header; the edge adds Secure and the like. */
    public String setCookie() {
      return name + "=" + value + "; Path=" + path;
    }

    /** Leaves the token out, which is a secret. */
    @Override
    public String toString() {
      return "Cookie[name=" + name + ", path=" + path + ", expiresAt=" + expiresAt + "]";
    }
  }

  /** As a query parameter of the URL that a redirection leads to. */
  record Query(String name, String value, long expiresAt) implements Renewal {

    /** Leaves the token out, which is a secret. */
    @Override
    public String toString() {
      return "Query[name=" + name + ", expiresAt=" + expiresAt + "]";
    }
  }

  /** As a response header. */
  record Header(String name, String value, long expiresAt) implements Renewal {

    /** Leaves the token out, which is a secret. */
    @Override
    public String toString() {
      return "Header[name=" + name + ", expiresAt=" + expiresAt + "]";
    }
  }
}
