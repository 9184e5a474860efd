package io.playgate.revocationlist;

import org.jspecify.annotations.Nullable;

/**
 * What a token names, as far as its dialect could carry it. A field that is {@code digested} holds
 * {@link SubjectDigest} text instead of the id itself: such tokens name the viewer without
 * disclosing who it is.
 *
 * @param tokenIds identifiers the token answers to (its {@code jti}, the SHA-256 of its text)
 * @param session the playback session
 * @param login the sign-in session
 * @param viewer the viewer
 * @param device the device
 * @param asset the asset
 * @param packageId the package that granted the session
 * @param viewerPackage the digest of viewer and package; null where not digested
 * @param kid the key that signed it
 * @param issuedAtMillis when it was issued, epoch milliseconds; where unknown, {@link
 *     Long#MIN_VALUE}, which every cut-off hits
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
    @Nullable String kid,
    long issuedAtMillis,
    boolean digested) {

  /** The identifiers a token answers to, computed only when a token rule exists at all. */
  @FunctionalInterface
  public interface TokenIds {
    /** The identifiers; computed at each call. */
    Iterable<String> get();
  }
}
