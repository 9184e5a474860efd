package io.playgate.playbacktoken;

import io.playgate.playbacktoken.uri.AddressBlock;
import io.playgate.playbacktoken.uri.AmbiguousPathException;
import io.playgate.playbacktoken.uri.PathAcl;
import org.jspecify.annotations.Nullable;

/** Whether a presented token is genuine, before it is held against a request. */
public sealed interface Authentication {

  /**
   * The token is genuine. It still has to be checked against the request: {@link GrantChecks}.
   *
   * @param grant what it grants
   * @param identity identifies the token, independent of its text
   * @param proof what says which paths it covers; {@link PathProof#ACL} for every grant with paths
   * @param acl the grant's paths, read
   * @param address the grant's address binding, read; null where it has none
   * @param requestBound whether the answer is about this request only, because the URL (or an
   *     address, a header ...) is part of what was signed and not of the token. An answer that is
   *     not so bound depends on token text, keys and placement alone, and may be cached for them; a
   *     bound one must not be.
   * @param condition what the dialect asks of a request beyond the grant; null where it asks
   *     nothing
   */
  record Accepted(
      PlaybackGrant grant,
      TokenIdentity identity,
      PathProof proof,
      PathAcl acl,
      @Nullable AddressBlock address,
      boolean requestBound,
      @Nullable RequestCondition condition)
      implements Authentication {

    /**
     * @throws IllegalArgumentException where the proof is another than the ACL for a grant that has
     *     paths, a signature that is not about the request, or a condition that is not there
     */
    public Accepted {
      boolean sound =
          switch (proof) {
            case ACL -> true;
            case SIGNED -> requestBound && grant.paths().isEmpty();
            case CONDITION -> condition != null && grant.paths().isEmpty();
          };
      if (!sound) {
        throw new IllegalArgumentException("the path cannot be proved by " + proof);
      }
    }

    /** The key that verified it; empty for dialects without keys. */
    public String kid() {
      return identity.kid();
    }

    /** The same, with a condition besides. */
    public Accepted on(RequestCondition added) {
      return new Accepted(grant, identity, proof, acl, address, requestBound, added);
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
   * Accepts a grant whose paths and address can be read; rejects it as malformed otherwise. It
   * covers what its paths cover, nothing where it has none.
   */
  static Authentication of(PlaybackGrant grant, TokenIdentity identity) {
    return of(grant, identity, PathProof.ACL, false, null);
  }

  /** The same of a grant whose paths were read. */
  static Authentication of(PlaybackGrant grant, TokenIdentity identity, PathAcl acl) {
    return of(grant, identity, PathProof.ACL, acl, false, null);
  }

  /** The same of a grant that also depends on the request, which is part of what was signed. */
  static Authentication ofRequest(PlaybackGrant grant, TokenIdentity identity) {
    return of(grant, identity, PathProof.ACL, true, null);
  }

  /**
   * Accepts a grant for the one path, or the paths, that its signature was made for: {@link
   * PathProof#SIGNED}.
   */
  static Authentication ofSignedPath(PlaybackGrant grant, TokenIdentity identity) {
    return of(grant, identity, PathProof.SIGNED, true, null);
  }

  /**
   * Accepts a grant on a condition that every request must meet.
   *
   * @param proof {@link PathProof#CONDITION} where the condition is what judges the path
   */
  static Authentication on(
      RequestCondition condition, PathProof proof, PlaybackGrant grant, TokenIdentity identity) {
    return of(grant, identity, proof, false, condition);
  }

  private static Authentication of(
      PlaybackGrant grant,
      TokenIdentity identity,
      PathProof proof,
      boolean requestBound,
      @Nullable RequestCondition condition) {
    try {
      return of(grant, identity, proof, PathAcl.of(grant.paths()), requestBound, condition);
    } catch (AmbiguousPathException e) {
      return new Rejected(DenyCode.MALFORMED, "path pattern: " + e.reason());
    }
  }

  private static Authentication of(
      PlaybackGrant grant,
      TokenIdentity identity,
      PathProof proof,
      PathAcl acl,
      boolean requestBound,
      @Nullable RequestCondition condition) {
    String ip = grant.ip();
    AddressBlock address = ip == null ? null : AddressBlock.parse(ip);
    return ip != null && address == null
        ? new Rejected(
            DenyCode.MALFORMED, "the address binding must be an IP address or CIDR block")
        : new Accepted(grant, identity, proof, acl, address, requestBound, condition);
  }
}
