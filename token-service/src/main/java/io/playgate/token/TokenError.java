package io.playgate.token;

import io.playgate.support.problem.ErrorCode;

/** The errors that token-service adds to those every service has in common. */
public enum TokenError implements ErrorCode {
  /** No asset has this id. */
  UNKNOWN_ASSET("unknown-asset", 404, "There is no such asset"),
  /** No delivery profile has this id, or the asset may not be delivered by it. */
  UNKNOWN_PROFILE("unknown-profile", 404, "There is no such delivery profile here"),
  /** The asset has no entry file of this format. */
  UNKNOWN_FORMAT("unknown-format", 404, "The asset does not exist in this format"),
  /** No key of the profile has this kid. */
  UNKNOWN_KEY("unknown-key", 404, "There is no such signing key"),
  /** The session never was, has ended, or belongs to another viewer or sign-in session. */
  UNKNOWN_SESSION("unknown-session", 404, "There is no such playback session"),
  /** None of the viewer's packages contains the asset. */
  NOT_ENTITLED("not-entitled", 403, "The viewer is not entitled to this asset"),
  /** A hold is in force. */
  HELD("held", 403, "Playback is on hold"),
  /** A cut-off or session rule hits what would be issued. */
  REVOKED("revoked", 403, "Playback was revoked"),
  /** The viewer plays as many sessions as allowed. */
  TOO_MANY_SESSIONS("too-many-sessions", 403, "Too many playback sessions at the same time"),
  /** Two assets would cover each other's paths. */
  PATH_CONFLICT("path-conflict", 409, "Another asset has or covers this path"),
  /** Two profiles would have the same base URL. */
  BASE_URL_CONFLICT("base-url-conflict", 409, "Another delivery profile has this base URL"),
  /** Assets still refer to the profile. */
  PROFILE_IN_USE("profile-in-use", 409, "Assets still use this delivery profile"),
  /** A profile keeps its dialect for life, because its keys are made for it. */
  DIALECT_FIXED("dialect-fixed", 409, "The dialect of a delivery profile cannot change"),
  /** The dialect cannot express what the profile asks for. */
  UNSUPPORTED_PROFILE("unsupported-profile", 400, "The dialect cannot express this profile"),
  /** An edge would refuse what a start answers: the ACL does not cover it, or it is too long. */
  UNPLAYABLE("unplayable", 400, "A URL of this would be refused by every edge"),
  /** The profile's dialect signs nothing. */
  PROFILE_WITHOUT_KEYS("profile-without-keys", 409, "Tokens of this profile are not signed"),
  /** A key is published as next already. */
  NEXT_KEY_EXISTS("next-key-exists", 409, "A next key is published already"),
  /** Only a next key can be activated. */
  KEY_NOT_NEXT("key-not-next", 409, "Only the next key can be activated"),
  /** The edges have not had the time to fetch the key. */
  KEY_NOT_DISTRIBUTED("key-not-distributed", 409, "The key has not reached every edge yet"),
  /** The replica of revocations cannot be relied on. */
  REVOCATIONS_UNAVAILABLE("revocations-unavailable", 503, "Revocations cannot be checked now"),
  /** revocation-service did not take what it had to take. */
  REVOCATION_UNAVAILABLE("revocation-unavailable", 503, "revocation-service cannot be reached now"),
  /** Redis did not answer. */
  SESSIONS_UNAVAILABLE("sessions-unavailable", 503, "Playback sessions cannot be kept now");

  private final String code;
  private final int status;
  private final String title;

  TokenError(String code, int status, String title) {
    this.code = code;
    this.status = status;
    this.title = title;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }
}
