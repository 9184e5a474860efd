package io.playgate.playbacktoken;

/**
 * Why a request is denied.
 *
 * <p>Numbers 400 to 500 are those of the {@code s-uri-signing} registry (RFC 9246 section 6.5);
 * numbers from 600 are Playgate's own extension. {@link #code()} is what a client sees,
 * deliberately coarse; the number is for logs and metrics only, because it would help an attacker
 * who probes tokens.
 */
public enum DenyCode {
  /** The signature or MAC is invalid, or its key is unknown. */
  SIGNATURE(400, "token-invalid"),
  /** The issuer is not the one trusted here. */
  ISSUER(401, "token-invalid"),
  /** The subject is missing or not acceptable. */
  SUBJECT(402, "token-invalid"),
  /** The audience does not contain this edge or this asset. */
  AUDIENCE(403, "token-invalid"),
  /** The token has expired. */
  EXPIRED(404, "token-expired"),
  /** The token does not hold yet. */
  NOT_YET_VALID(405, "token-not-yet-valid"),
  /** Only one of two claims that belong together (cdnistt, cdniets) is present. */
  RENEWAL(406, "token-invalid"),
  /** The token's identifier has been used before, or cannot be checked for that. */
  TOKEN_ID(407, "token-invalid"),
  /** The version of the token format is not known. */
  VERSION(408, "token-invalid"),
  /** A claim that must be understood is not. */
  CRITICAL_CLAIM(409, "token-invalid"),
  /** The token is bound to another client address. */
  CLIENT_ADDRESS(410, "binding"),
  /** The request is outside what the token covers. */
  OUTSIDE_ACL(411, "outside-acl"),
  /** The token or the URI cannot be parsed, or is ambiguous. */
  MALFORMED(500, "token-invalid"),
  /** There is no token on the request. */
  MISSING(600, "token-missing"),
  /** A cut-off or an explicit revocation hits the token. */
  REVOKED(601, "revoked"),
  /** A hold is in force on what the token names. */
  HELD(602, "held"),
  /** The replica of revocations is older than its limit, so nothing can be promised. */
  STALE(603, "unavailable"),
  /** The token is bound to another site. */
  DOMAIN(604, "binding"),
  /** The session or opaque token is not known (never was, has ended, or has expired). */
  UNKNOWN_SESSION(605, "token-invalid"),
  /** The method is not one the token allows. */
  METHOD(606, "outside-acl"),
  /** The country is not one the token allows. */
  COUNTRY(607, "binding"),
  /** The token is bound to another key of the client. */
  CLIENT_KEY(609, "binding"),
  /** What is needed to judge (keys, introspection) cannot be had now. */
  UNAVAILABLE(608, "unavailable");

  private final int number;
  private final String code;

  DenyCode(int number, String code) {
    this.number = number;
    this.code = code;
  }

  /** The numeric deny code: RFC 9246's where it has one, else 6xx. */
  public int number() {
    return number;
  }

  /** The stable, coarse code that a client may see. */
  public String code() {
    return code;
  }
}
