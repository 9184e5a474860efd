package io.playgate.playbacktoken;

/** Which rules of revocation a token obeys by what it carries itself. */
public enum Reach {
  /** Every rule: it names session, sign-in, viewer, device, asset, package and entitlement. */
  NAMES,
  /**
   * Every rule, where its {@code data} holds digests of those names ({@code SessionData} of
   * revocation-list): it has no other place for them.
   */
  DATA,
  /** Rules on its session, its key and the token itself. */
  SESSION,
  /** Rules on its key and the token itself. */
  TOKEN;

  /** Whether a token obeys every rule by what it carries. */
  public boolean isComplete() {
    return this == NAMES || this == DATA;
  }
}
