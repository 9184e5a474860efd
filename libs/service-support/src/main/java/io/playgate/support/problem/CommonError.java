package io.playgate.support.problem;

/** The errors that any service can answer, whatever it does. */
public enum CommonError implements ErrorCode {
  /** The request cannot be parsed: syntax of the target, the headers or the body. */
  MALFORMED_REQUEST(
      "malformed-request",
      400,
      "The request could not be read",
      "Send a request as the API description says."),
  /** The request was parsed, but a field breaks a rule; the member {@code errors} lists them. */
  INVALID_REQUEST(
      "invalid-request",
      400,
      "A field of the request is not valid",
      "Mend the fields that the member errors names."),
  /** No credential was sent. */
  UNAUTHENTICATED(
      "unauthenticated",
      401,
      "A credential is needed",
      "Send one as Authorization: Bearer <token>."),
  /** The credential is unknown, expired, malformed or meant for somebody else. */
  INVALID_TOKEN(
      "invalid-token", 401, "The credential was not accepted", "Get a new one and try again."),
  /** The credential is good but does not carry the scope. */
  INSUFFICIENT_SCOPE(
      "insufficient-scope",
      403,
      "The credential does not allow this",
      "Use a credential with the scope that this needs."),
  /** Nothing is there, or nothing that this caller may know of. */
  NOT_FOUND("not-found", 404, "There is nothing here", "Check the path and the identifiers in it."),
  /** The resource exists, but not for this method. */
  METHOD_NOT_ALLOWED(
      "method-not-allowed",
      405,
      "The method is not allowed here",
      "Use a method that the header Allow or the API description names."),
  /** The answer exists in no form that the caller accepts. */
  NOT_ACCEPTABLE(
      "not-acceptable",
      406,
      "The answer is not available in an accepted form",
      "Accept application/json."),
  /**
   * The request was not there as a whole by the deadline ({@code playgate.http.request-deadline}).
   */
  REQUEST_TIMEOUT(
      "request-timeout", 408, "The request came too slowly", "Send the whole request at once."),
  /** The state of the resource forbids it. */
  CONFLICT(
      "conflict",
      409,
      "The request conflicts with the present state",
      "Read the present state and decide anew."),
  /** The body is larger than {@code quarkus.http.limits.max-body-size}. */
  BODY_TOO_LARGE("body-too-large", 413, "The request body is too large", "Send a smaller body."),
  /** The request target is too long. */
  URI_TOO_LONG(
      "uri-too-long", 414, "The request target is too long", "Use a shorter request target."),
  /** The body is of a type that is not read here. */
  UNSUPPORTED_MEDIA_TYPE(
      "unsupported-media-type",
      415,
      "The type of the body is not supported",
      "Send the type that the API description names, with its Content-Type."),
  /** The caller asks too often. */
  TOO_MANY_REQUESTS(
      "too-many-requests", 429, "Too many requests", "Wait as long as Retry-After says."),
  /** Our fault. The member {@code instance} finds the cause in the log. */
  INTERNAL_ERROR(
      "internal-error",
      500,
      "Something went wrong on our side",
      "Report the member instance to the operator; it finds the cause in the log."),
  /** The method is none of HTTP's. */
  NOT_IMPLEMENTED(
      "not-implemented",
      501,
      "The method is not implemented",
      "Use a method that the API description names."),
  /** Something that is needed is away or busy; the same request may succeed later. */
  UNAVAILABLE("unavailable", 503, "The service cannot answer now", "Try again later.");

  private final String code;
  private final int status;
  private final String title;
  private final String advice;

  CommonError(String code, int status, String title, String advice) {
    this.code = code;
    this.status = status;
    this.title = title;
    this.advice = advice;
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

  @Override
  public String advice() {
    return advice;
  }

  /**
   * Returns the entry for a status that a framework chose.
   *
   * @param status an HTTP status, 400 to 599
   */
  static CommonError ofStatus(int status) {
    for (CommonError error : values()) {
      if (error.status == status && error != INVALID_REQUEST && error != INVALID_TOKEN) {
        return error;
      }
    }
    return status >= 500 ? INTERNAL_ERROR : MALFORMED_REQUEST;
  }
}
