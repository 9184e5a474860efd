package io.playgate.revocation;

import io.playgate.support.problem.ErrorCode;

/** The errors of revocation-service, beside those that all services share. */
public enum RevocationError implements ErrorCode {
  /** The subject cannot be one of that scope. */
  INVALID_SUBJECT("invalid-subject", 400, "The subject does not fit the scope"),
  /** The rule's times contradict each other or are out of bounds. */
  INVALID_TIMES("invalid-times", 400, "The times of the revocation do not make sense"),
  /** The key stands for another request. */
  IDEMPOTENCY_KEY_REUSED(
      "idempotency-key-reused", 422, "The idempotency key was used for another request"),
  /** The rule that this one is to be derived from does not stand. */
  UNKNOWN_ORIGIN("unknown-origin", 409, "The rule to derive from does not stand"),
  /** A rule that somebody else set has the id. */
  REVOCATION_ID_TAKEN("revocation-id-taken", 409, "Another rule has this id"),
  /** The rule of this id was lifted. */
  REVOCATION_LIFTED("revocation-lifted", 409, "The rule of this id was lifted"),
  /** There is no such rule, or no longer. */
  UNKNOWN_REVOCATION("unknown-revocation", 404, "There is no such revocation"),
  /** A rule hits the subjects of the token that was to be registered. */
  REVOKED("revoked", 409, "A revocation hits the subjects of this token"),
  /** A token with that hash is registered already, and says something else. */
  TOKEN_EXISTS("token-exists", 409, "Another token with this hash is registered"),
  /** The token has expired already, or lives longer than tokens may. */
  INVALID_TOKEN_LIFETIME("invalid-token-lifetime", 400, "The token's times do not make sense"),
  /** A header of the webhook is missing or malformed. */
  WEBHOOK_HEADERS("webhook-headers", 400, "A webhook header is missing or malformed"),
  /** The signature does not fit the body. */
  WEBHOOK_SIGNATURE("webhook-signature", 401, "The webhook's signature is not valid"),
  /** The webhook was signed too long ago, or in the future: perhaps a replay. */
  WEBHOOK_TIMESTAMP("webhook-timestamp", 400, "The webhook was not signed just now"),
  /** The signed body is not an event of the documented form. */
  WEBHOOK_EVENT("webhook-event", 422, "The event is not of the documented form"),
  /** The event is dated too far ahead: it would make true ones that follow look old. */
  WEBHOOK_EVENT_TIME("webhook-event-time", 400, "The event is dated in the future"),
  /** Too many events wait for auth-service: nothing was done, send it again later. */
  WEBHOOK_BACKLOG("webhook-backlog", 503, "Too many events wait to be processed"),
  /** Redis did not take or give what was asked: nothing can be said, ask again. */
  STORAGE_UNAVAILABLE("storage-unavailable", 503, "The revocation log cannot be reached");

  private final String code;
  private final int status;
  private final String title;

  RevocationError(String code, int status, String title) {
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
