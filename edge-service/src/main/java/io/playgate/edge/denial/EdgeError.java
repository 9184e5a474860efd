package io.playgate.edge.denial;

import io.playgate.playbacktoken.DenyCode;
import io.playgate.support.problem.ErrorCode;

/** The errors that are this service's own. Those of 403 are the public side of verdicts. */
public enum EdgeError implements ErrorCode {
  /** There is no token on the request. */
  TOKEN_MISSING("token-missing", 403, "The request carries no playback token"),
  /** The token is malformed, forged, unknown, or not for this edge. */
  TOKEN_INVALID("token-invalid", 403, "The playback token is not accepted"),
  /** The token has expired. */
  TOKEN_EXPIRED("token-expired", 403, "The playback token has expired"),
  /** The token does not hold yet. */
  TOKEN_NOT_YET_VALID("token-not-yet-valid", 403, "The playback token does not hold yet"),
  /** The token is bound to another address, site or country. */
  BINDING("binding", 403, "The playback token is bound to somewhere else"),
  /** The token does not cover this path or method. */
  OUTSIDE_ACL("outside-acl", 403, "The playback token does not cover this"),
  /** The right to play was taken back. */
  REVOKED("revoked", 403, "The right to play was revoked"),
  /** The right to play is suspended until further notice. */
  HELD("held", 403, "The right to play is suspended"),
  /** The edge cannot judge now; the same request may succeed in some seconds. */
  UNAVAILABLE("unavailable", 403, "The request cannot be judged now"),
  /** A forward-auth question that does not say, or says twice, what it is about. */
  TARGET_UNCLEAR("target-unclear", 403, "It is not clear what is asked about"),
  /** The origin cannot be reached, or broke off before it answered. */
  ORIGIN_UNREACHABLE("origin-unreachable", 502, "The origin cannot be reached"),
  /** The origin's manifest cannot be read, so that the token cannot be written into it. */
  ORIGIN_MANIFEST("origin-manifest-unusable", 502, "The origin's manifest cannot be used"),
  /** More manifests are being rewritten than there is memory for. */
  BUSY("busy", 503, "The edge is rewriting too many manifests"),
  /** The origin did not answer in time. */
  ORIGIN_TIMEOUT("origin-timeout", 504, "The origin did not answer in time");

  private final String code;
  private final int status;
  private final String title;

  EdgeError(String code, int status, String title) {
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

  /** The public side of a deny code. */
  static EdgeError of(DenyCode code) {
    return switch (code) {
      case SIGNATURE,
          ISSUER,
          SUBJECT,
          AUDIENCE,
          RENEWAL,
          TOKEN_ID,
          VERSION,
          CRITICAL_CLAIM,
          MALFORMED,
          UNKNOWN_SESSION ->
          TOKEN_INVALID;
      case EXPIRED -> TOKEN_EXPIRED;
      case NOT_YET_VALID -> TOKEN_NOT_YET_VALID;
      case CLIENT_ADDRESS, CLIENT_KEY, DOMAIN, COUNTRY -> BINDING;
      case OUTSIDE_ACL, METHOD -> OUTSIDE_ACL;
      case MISSING -> TOKEN_MISSING;
      case REVOKED -> REVOKED;
      case HELD -> HELD;
      case STALE, UNAVAILABLE -> UNAVAILABLE;
    };
  }
}
