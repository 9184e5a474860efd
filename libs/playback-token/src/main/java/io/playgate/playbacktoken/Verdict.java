package io.playgate.playbacktoken;

/** What a dialect says of one request. */
public sealed interface Verdict {

  /**
   * The token holds and covers the request.
   *
   * @param grant what the token says
   * @param token the token text as it stood on the request
   * @param kid the key that verified it; empty for dialects without keys
   * @param path the normalised path without the token: what the ACL was matched against
   * @param query the raw query without the token, empty where none is left
   */
  record Allow(PlaybackGrant grant, String token, String kid, String path, String query)
      implements Verdict {}

  /**
   * The request is refused.
   *
   * @param code why
   * @param detail the private cause, for logs and explainers; holds no token and no secret
   */
  record Deny(DenyCode code, String detail) implements Verdict {}
}
