package io.playgate.revocationlist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token names, as far as its dialect could carry it. Where {@code digested} is set, the
 * fields it covers hold {@link SubjectDigest} text instead of the ids themselves: such tokens name
 * the viewer without disclosing who it is.
 *
 * @param tokenIds identifiers the token answers to (its {@code jti}, its identity: a digest of what
 *     was signed, never of its text)
 * @param session the playback session; never a digest
 * @param login the sign-in session
 * @param viewer the viewer
 * @param device the device
 * @param asset the asset
 * @param packageId the package that granted the session
 * @param viewerPackage the digest of viewer and package; null where not digested
 * @param entitlement the entitlement that granted the session: its id, of at least 20 characters,
 *     or the {@link SubjectDigest} of it, which has 12, whatever {@code digested} says
 * @param kid the key that signed it; never a digest
 * @param issuedAtMillis when it was issued, epoch milliseconds; where unknown, {@link
 *     #ISSUE_TIME_UNKNOWN}, which every cut-off hits
 * @param digested whether login, viewer, device, asset, package and viewerPackage are digests
 */
public record TokenSubjects(
    TokenIds tokenIds,
    @Nullable String session,
    @Nullable String login,
    @Nullable String viewer,
    @Nullable String device,
    @Nullable String asset,
    @Nullable String packageId,
    @Nullable String viewerPackage,
    @Nullable String entitlement,
    @Nullable String kid,
    long issuedAtMillis,
    boolean digested) {

  /** Stands for the issue time of a token that does not say it. */
  public static final long ISSUE_TIME_UNKNOWN = Long.MIN_VALUE;

  /** The identifiers a token answers to, computed only when a token rule exists at all. */
  @FunctionalInterface
  public interface TokenIds {
    /** For tokens without identifiers, and for questions that are about no token. */
    TokenIds NONE = List::of;

    /** The identifiers; computed at each call. */
    Iterable<String> get();
  }

  /**
   * @throws IllegalArgumentException if {@code viewerPackage} is given for a token that carries
   *     viewer and package themselves
   */
  public TokenSubjects {
    if (viewerPackage != null && !digested) {
      throw new IllegalArgumentException("viewerPackage is for digested subjects only");
    }
  }

  /** Collects the subjects of a token that carries ids themselves. */
  public static Builder issuedAtMillis(long epochMillis) {
    return new Builder(epochMillis);
  }

  /** Collects the subjects of a token that carries ids themselves; every one is optional. */
  public static final class Builder {
    private final long issuedAtMillis;
    private TokenIds tokenIds = TokenIds.NONE;
    private @Nullable String session;
    private @Nullable String login;
    private @Nullable String viewer;
    private @Nullable String device;
    private @Nullable String asset;
    private @Nullable String packageId;
    private @Nullable String entitlement;
    private @Nullable String kid;

    private Builder(long issuedAtMillis) {
      this.issuedAtMillis = issuedAtMillis;
    }

    public Builder tokenIds(TokenIds value) {
      tokenIds = value;
      return this;
    }

    public Builder session(@Nullable String value) {
      session = value;
      return this;
    }

    public Builder login(@Nullable String value) {
      login = value;
      return this;
    }

    public Builder viewer(@Nullable String value) {
      viewer = value;
      return this;
    }

    public Builder device(@Nullable String value) {
      device = value;
      return this;
    }

    public Builder asset(@Nullable String value) {
      asset = value;
      return this;
    }

    public Builder packageId(@Nullable String value) {
      packageId = value;
      return this;
    }

    /** The entitlement's id or its digest. */
    public Builder entitlement(@Nullable String value) {
      entitlement = value;
      return this;
    }

    public Builder kid(@Nullable String value) {
      kid = value;
      return this;
    }

    public TokenSubjects build() {
      return new TokenSubjects(
          tokenIds,
          session,
          login,
          viewer,
          device,
          asset,
          packageId,
          null,
          entitlement,
          kid,
          issuedAtMillis,
          false);
    }
  }
}
