package io.playgate.playbacktoken;

/** What says of a genuine token that it covers a request's path. */
public enum PathProof {
  /** The grant's paths. Without any, nothing is covered. */
  ACL,
  /**
   * The signature: the path is part of what was signed, so that on another one it does not hold.
   */
  SIGNED,
  /** The token's {@link RequestCondition}, which judges the path in the dialect's own terms. */
  CONDITION
}
