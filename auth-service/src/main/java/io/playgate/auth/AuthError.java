package io.playgate.auth;

import io.playgate.support.problem.ErrorCode;

/** The errors of auth-service, beside those common to all services. */
public enum AuthError implements ErrorCode {
  /** Unknown login or wrong password; deliberately the same. */
  INVALID_CREDENTIALS("invalid-credentials", 401, "The login or the password is wrong"),
  /** The password is right, but the viewer was disabled. */
  VIEWER_DISABLED("viewer-disabled", 403, "This viewer is disabled"),
  /**
   * Too many wrong passwords for this login or from this address, or too many sign-ins at once from
   * it; {@code Retry-After} says when the next may be tried.
   */
  TOO_MANY_ATTEMPTS("too-many-attempts", 429, "Too many attempts to sign in"),
  /**
   * The viewer is signed in on as many devices as allowed; the member {@code devices} lists them,
   * and the request may name one in {@code replaceDevice}.
   */
  TOO_MANY_DEVICES("too-many-devices", 403, "Signed in on too many devices"),
  /** More passwords are being checked than the service does at once. */
  BUSY("busy", 503, "The service is busy"),
  /** No viewer has this id. */
  UNKNOWN_VIEWER("unknown-viewer", 404, "There is no such viewer"),
  /** No entitlement of anybody names the package. */
  UNKNOWN_PACKAGE("unknown-package", 404, "No entitlement names that package"),
  /** The e-mail address belongs to another viewer. */
  EMAIL_TAKEN("email-taken", 409, "The e-mail address is in use"),
  /** The external id belongs to another viewer. */
  EXTERNAL_ID_TAKEN("external-id-taken", 409, "The external id is in use"),
  /** The viewer has no entitlement to the package from this source. */
  UNKNOWN_ENTITLEMENT("unknown-entitlement", 404, "There is no such entitlement"),
  /** The viewer has as many entitlements as a token can carry. */
  TOO_MANY_ENTITLEMENTS("too-many-entitlements", 409, "The viewer has too many entitlements"),
  /** No client has this id. */
  UNKNOWN_CLIENT("unknown-client", 404, "There is no such client"),
  /** A client has this id already. */
  CLIENT_ID_TAKEN("client-id-taken", 409, "The client id is in use"),
  /** The client id is that of a service, an edge or the first-party apps. */
  CLIENT_ID_RESERVED("client-id-reserved", 409, "The client id is reserved"),
  /** A scope is unknown, or is not for clients. */
  INVALID_SCOPE("invalid-scope", 400, "A scope cannot be granted"),
  /** The caller does not hold a scope that it wants to give away. */
  SCOPE_NOT_HELD(
      "scope-not-held", 403, "A client changes only what holds no scope that it lacks itself"),
  /** A public key is not a P-256 key for signatures. */
  INVALID_KEY("invalid-key", 400, "A public key cannot be used");

  private final String code;
  private final int status;
  private final String title;

  AuthError(String code, int status, String title) {
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
