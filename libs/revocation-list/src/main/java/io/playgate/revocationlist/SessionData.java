package io.playgate.revocationlist;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token whose dialect has one free field (EdgeAuth's {@code data=}) says of its subjects:
 * their digests and the issue time. The text form is of {@code [A-Za-z0-9_-]}:
 *
 * <pre>
 *   1        version
 *   M        which digests follow, one base64url character: bit 0 viewer, 1 asset, 2 package,
 *            3 sign-in, 4 device, 5 viewer and package
 *   TTTTTTTT issue time, epoch milliseconds, 6 bytes big-endian as base64url
 *   D...     each digest that is present, in the order of the bits, 12 characters of base64url
 * </pre>
 *
 * <p>There is exactly one text for each value. Each field but the issue time may be null where the
 * session has no such subject.
 *
 * @param viewer digest of the viewer
 * @param asset digest of the asset
 * @param packageId digest of the package that granted the session
 * @param login digest of the sign-in session
 * @param device digest of the device
 * @param viewerPackage digest of viewer and package
 * @param issuedAtMillis when the token was issued, epoch milliseconds, 0 to 2^48-1
 */
public record SessionData(
    @Nullable String viewer,
    @Nullable String asset,
    @Nullable String packageId,
    @Nullable String login,
    @Nullable String device,
    @Nullable String viewerPackage,
    long issuedAtMillis) {

  /** Length of the longest text form, in characters. */
  public static final int MAX_TEXT_LENGTH = 10 + 6 * SubjectDigest.TEXT_LENGTH;

  private static final char VERSION = '1';
  private static final int HEADER_LENGTH = 10;
  private static final int DIGESTS = 6;
  private static final long MAX_ISSUED_AT = (1L << 48) - 1;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /**
   * @throws IllegalArgumentException if a digest is not 12 characters of base64url, or the issue
   *     time is out of range
   */
  public SessionData {
    requireDigest(viewer);
    requireDigest(asset);
    requireDigest(packageId);
    requireDigest(login);
    requireDigest(device);
    requireDigest(viewerPackage);
    if (issuedAtMillis < 0 || issuedAtMillis > MAX_ISSUED_AT) {
      throw new IllegalArgumentException("issuedAtMillis must be 0 to 2^48-1");
    }
  }

  /** Digests the subjects of a session; null where it has no such subject. */
  public static SessionData of(
      SubjectDigest digest,
      @Nullable String viewer,
      @Nullable String asset,
      @Nullable String packageId,
      @Nullable String login,
      @Nullable String device,
      long issuedAtMillis) {
    return new SessionData(
        digestOrNull(digest, RevocationScope.VIEWER, viewer),
        digestOrNull(digest, RevocationScope.ASSET, asset),
        digestOrNull(digest, RevocationScope.PACKAGE, packageId),
        digestOrNull(digest, RevocationScope.SIGN_IN, login),
        digestOrNull(digest, RevocationScope.DEVICE, device),
        viewer == null || packageId == null ? null : digest.ofViewerPackage(viewer, packageId),
        issuedAtMillis);
  }

  /** The text form; at most {@link #MAX_TEXT_LENGTH} characters. */
  public String encode() {
    StringBuilder text = new StringBuilder(MAX_TEXT_LENGTH).append(VERSION);
    int present = 0;
    for (int i = 0; i < DIGESTS; i++) {
      present |= digest(i) == null ? 0 : 1 << i;
    }
    text.append(ALPHABET.charAt(present));
    for (int shift = 42; shift >= 0; shift -= 6) {
      text.append(ALPHABET.charAt((int) (issuedAtMillis >>> shift) & 63));
    }
    for (int i = 0; i < DIGESTS; i++) {
      String digest = digest(i);
      if (digest != null) {
        text.append(digest);
      }
    }
    return text.toString();
  }

  /** Reads the text form; empty if the text is anything but what {@link #encode()} writes. */
  public static Optional<SessionData> decode(String text) {
    if (text.length() < HEADER_LENGTH || text.charAt(0) != VERSION) {
      return Optional.empty();
    }
    for (int i = 1; i < text.length(); i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        return Optional.empty();
      }
    }
    int present = ALPHABET.indexOf(text.charAt(1));
    if (text.length() != HEADER_LENGTH + Integer.bitCount(present) * SubjectDigest.TEXT_LENGTH) {
      return Optional.empty();
    }
    long issuedAt = 0;
    for (int i = 2; i < HEADER_LENGTH; i++) {
      issuedAt = issuedAt << 6 | ALPHABET.indexOf(text.charAt(i));
    }
    @Nullable String[] digests = new @Nullable String[DIGESTS];
    int start = HEADER_LENGTH;
    for (int i = 0; i < DIGESTS; i++) {
      if ((present & 1 << i) != 0) {
        digests[i] = text.substring(start, start + SubjectDigest.TEXT_LENGTH);
        start += SubjectDigest.TEXT_LENGTH;
      }
    }
    return Optional.of(
        new SessionData(
            digests[0], digests[1], digests[2], digests[3], digests[4], digests[5], issuedAt));
  }

  /**
   * What a replica of the rules is asked for a token that carries this.
   *
   * @param tokenIds identifiers of the token
   * @param session the playback session, which the token carries beside this
   * @param kid the key that signed the token
   */
  public TokenSubjects subjects(
      TokenSubjects.TokenIds tokenIds, @Nullable String session, @Nullable String kid) {
    return new TokenSubjects(
        tokenIds,
        session,
        login,
        viewer,
        device,
        asset,
        packageId,
        viewerPackage,
        kid,
        issuedAtMillis,
        true);
  }

  private @Nullable String digest(int bit) {
    return switch (bit) {
      case 0 -> viewer;
      case 1 -> asset;
      case 2 -> packageId;
      case 3 -> login;
      case 4 -> device;
      case 5 -> viewerPackage;
      default -> throw new IndexOutOfBoundsException(bit);
    };
  }

  private static @Nullable String digestOrNull(
      SubjectDigest digest, RevocationScope scope, @Nullable String subject) {
    return subject == null ? null : digest.of(scope, subject);
  }

  private static void requireDigest(@Nullable String text) {
    if (text != null
        && (text.length() != SubjectDigest.TEXT_LENGTH
            || Base64.getUrlDecoder().decode(text).length != SubjectDigest.LENGTH)) {
      throw new IllegalArgumentException("a digest is 12 characters of base64url");
    }
  }
}
