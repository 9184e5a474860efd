package io.playgate.playbacktoken;

/** What proves that a genuine token covers a request's path. */
public enum PathProof {
  /** The grant's paths. Without any, nothing is covered. */
  ACL,
  /** The signature: the path is part of what was signed, so it is invalid for any other path. */
  SIGNED,
  /** The token's {@link RequestCondition}, which checks the path by the dialect's own rules. */
  CONDITION
}
