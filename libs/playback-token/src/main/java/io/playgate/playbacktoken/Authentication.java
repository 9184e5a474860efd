package io.playgate.playbacktoken;

import org.jspecify.annotations.Nullable;

/** Whether a presented token is genuine, before it is held against a request. */
public sealed interface Authentication {

  /**
   * The token is genuine. It still has to be held against the request: {@link GrantChecks}.
   *
   * @param grant what it says
   * @param kid the key that verified it; empty for dialects without keys
   * @param acl the grant's paths, read
   * @param address the grant's address binding, read; null where it has none
   * @param requestBound whether the answer is about this request only, because the URL (or an
   *     address, a header ...) is part of what was signed and not of the token. An answer that is
   *     not so bound depends on token text, keys and placement alone, and may be kept for them; a
   *     bound one must not be. A bound answer with no paths has had its path authenticated.
   * @param condition what the dialect asks of a request beyond the grant; null where it asks
   *     nothing. Where the grant has no paths, the condition alone judges which paths are covered
   */
  record Accepted(
      PlaybackGrant grant,
      String kid,
      PathAcl acl,
      @Nullable AddressBlock address,
      boolean requestBound,
      @Nullable RequestCondition condition)
      implements Authentication {

    /** The same, with a condition. */
    public Accepted on(RequestCondition added) {
      return new Accepted(grant, kid, acl, address, requestBound, added);
    }

    /** Whether the path needs no ACL: it was signed, or is the condition's to judge. */
    boolean pathJudgedElsewhere() {
      return grant.paths().isEmpty() && (requestBound || condition != null);
    }
  }

  /**
   * The token is not genuine, or says what cannot be understood.
   *
   * @param code why
   * @param detail the private cause; holds no token
   * @param unknownKey whether the token names a key that the ring does not hold, so that a newer
   *     ring may answer otherwise
   */
  record Rejected(DenyCode code, String detail, boolean unknownKey) implements Authentication {

    /** A rejection that no newer key would change. */
    public Rejected(DenyCode code, String detail) {
      this(code, detail, false);
    }
  }

  /**
   * Accepts a grant whose paths and address can be read, on a condition that every request must
   * meet besides; rejects it as malformed otherwise.
   */
  static Authentication of(PlaybackGrant grant, String kid, RequestCondition condition) {
    return switch (of(grant, kid, false)) {
      case Accepted accepted -> accepted.on(condition);
      case Rejected rejected -> rejected;
    };
  }

  /** Accepts a grant whose paths and address can be read; rejects it as malformed otherwise. */
  static Authentication of(PlaybackGrant grant, String kid, boolean requestBound) {
    try {
      return of(grant, kid, PathAcl.of(grant.paths()), requestBound);
    } catch (AmbiguousPathException e) {
      return new Rejected(DenyCode.MALFORMED, "path pattern: " + e.reason());
    }
  }

  /**
   * Accepts a grant whose address can be read, and whose paths were; rejects it as malformed
   * otherwise.
   */
  static Authentication of(PlaybackGrant grant, String kid, PathAcl acl) {
    return of(grant, kid, acl, false);
  }

  private static Authentication of(
      PlaybackGrant grant, String kid, PathAcl acl, boolean requestBound) {
    String ip = grant.ip();
    AddressBlock address = ip == null ? null : AddressBlock.parse(ip);
    return ip != null && address == null
        ? new Rejected(DenyCode.MALFORMED, "the address binding is no address")
        : new Accepted(grant, kid, acl, address, requestBound, null);
  }
}
