package io.playgate.playbacktoken;

/** A dialect's decision on one request. */
public sealed interface Verdict {

  /**
   * The token is valid and covers the request.
   *
   * @param grant what the token grants
   * @param kid the key that verified it; empty for dialects without keys
   * @param presented the token as the request presents it
   */
  record Allow(PlaybackGrant grant, String kid, PresentedToken presented) implements Verdict {

    /** The token text as it stood on the request. */
    public String token() {
      return presented.value();
    }

    /** The normalised path without the token: what the ACL was matched against. */
    public String path() {
      return presented.path();
    }

    /** The raw query without the token, empty where none is left. */
    public String query() {
      return presented.query();
    }
  }

  /**
   * The request is refused.
   *
   * @param code why
   * @param detail the private cause, for logs and explainers; holds no token and no secret
   */
  record Deny(DenyCode code, String detail) implements Verdict {}
}
