package io.playgate.revocationlist;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token whose dialect has one free field (EdgeAuth's {@code data=}) about itself
 * and its subjects: its identifier, the issue time and the subjects' digests. The text form is of
 * {@code [A-Za-z0-9_-]}:
 *
 * <pre>
 *   V        version: 1 or 2
 *   M        which digests follow, one base64url character: bit 0 viewer, 1 asset, 2 package,
 *            3 sign-in, 4 device, 5 viewer and package
 *   N        in version 2 only, another such character: bit 0 entitlement; the others are 0
 *   TTTTTTTT issue time, epoch milliseconds, 6 bytes big-endian as base64url
 *   I...     the token's identifier, 12 bytes as 16 characters of base64url
 *   D...     each digest that is present, in the order of the bits, 12 characters of base64url
 * </pre>
 *
 * <p>There is exactly one text for each value: it is of version 1 unless there is something that
 * only version 2 can say, so that readers of version 1 go on reading what they can. A digest is
 * null where the session has no such subject. The identifier is what tells apart two tokens of one
 * session that are issued in the same second; without it they would be one text, and revoking
 * either would revoke both.
 *
 * @param tokenId the token's own identifier, as {@code jti} is elsewhere: 16 characters of
 *     base64url
 * @param viewer digest of the viewer
 * @param asset digest of the asset
 * @param packageId digest of the package that granted the session
 * @param login digest of the sign-in session
 * @param device digest of the device
 * @param viewerPackage digest of viewer and package
 * @param entitlement digest of the entitlement that granted the session
 * @param issuedAtMillis when the token was issued, epoch milliseconds, 0 to 2^48-1
 */
public record SessionData(
    String tokenId,
    @Nullable String viewer,
    @Nullable String asset,
    @Nullable String packageId,
    @Nullable String login,
    @Nullable String device,
    @Nullable String viewerPackage,
    @Nullable String entitlement,
    long issuedAtMillis) {

  /** Length of a token's identifier, in bytes. */
  public static final int TOKEN_ID_LENGTH = 12;

  /** Length of a token's identifier, in characters of base64url. */
  public static final int TOKEN_ID_TEXT_LENGTH = 16;

  private static final char VERSION_1 = '1';
  private static final char VERSION_2 = '2';
  private static final int TIME_LENGTH = 8;
  private static final int HEADER_LENGTH_1 = 2 + TIME_LENGTH + TOKEN_ID_TEXT_LENGTH;
  private static final int HEADER_LENGTH_2 = HEADER_LENGTH_1 + 1;

  /** Length of the longest text form, in characters. */
  public static final int MAX_TEXT_LENGTH = HEADER_LENGTH_2 + 7 * SubjectDigest.TEXT_LENGTH;

  private static final int DIGESTS = 7;
  private static final int MASK_BITS = 6;
  private static final long MAX_ISSUED_AT = (1L << 48) - 1;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /**
   * @throws IllegalArgumentException if the identifier is not 16 or a digest not 12 characters of
   *     base64url, or the issue time is out of range
   */
  public SessionData {
    if (tokenId.length() != TOKEN_ID_TEXT_LENGTH
        || Base64.getUrlDecoder().decode(tokenId).length != TOKEN_ID_LENGTH) {
      throw new IllegalArgumentException("tokenId must be 16 characters of base64url");
    }
    requireDigest(viewer);
    requireDigest(asset);
    requireDigest(packageId);
    requireDigest(login);
    requireDigest(device);
    requireDigest(viewerPackage);
    requireDigest(entitlement);
    if (issuedAtMillis < 0 || issuedAtMillis > MAX_ISSUED_AT) {
      throw new IllegalArgumentException("issuedAtMillis must be 0 to 2^48-1");
    }
  }

  /** Digests the subjects of a session; null where it has no such subject. */
  public static SessionData of(
      SubjectDigest digest,
      String tokenId,
      @Nullable String viewer,
      @Nullable String asset,
      @Nullable String packageId,
      @Nullable String login,
      @Nullable String device,
      @Nullable String entitlement,
      long issuedAtMillis) {
    return new SessionData(
        tokenId,
        digestOrNull(digest, RevocationScope.VIEWER, viewer),
        digestOrNull(digest, RevocationScope.ASSET, asset),
        digestOrNull(digest, RevocationScope.PACKAGE, packageId),
        digestOrNull(digest, RevocationScope.SIGN_IN, login),
        digestOrNull(digest, RevocationScope.DEVICE, device),
        viewer == null || packageId == null ? null : digest.ofViewerPackage(viewer, packageId),
        digestOrNull(digest, RevocationScope.ENTITLEMENT, entitlement),
        issuedAtMillis);
  }

  /** The text form; at most {@link #MAX_TEXT_LENGTH} characters. */
  public String encode() {
    StringBuilder text = new StringBuilder(MAX_TEXT_LENGTH);
    int present = 0;
    for (int i = 0; i < DIGESTS; i++) {
      present |= digest(i) == null ? 0 : 1 << i;
    }
    boolean first = present >>> MASK_BITS == 0;
    text.append(first ? VERSION_1 : VERSION_2).append(ALPHABET.charAt(present & 63));
    if (!first) {
      text.append(ALPHABET.charAt(present >>> MASK_BITS));
    }
    for (int shift = 42; shift >= 0; shift -= 6) {
      text.append(ALPHABET.charAt((int) (issuedAtMillis >>> shift) & 63));
    }
    text.append(tokenId);
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
    if (text.length() < HEADER_LENGTH_1
        || (text.charAt(0) != VERSION_1 && text.charAt(0) != VERSION_2)) {
      return Optional.empty();
    }
    for (int i = 1; i < text.length(); i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        return Optional.empty();
      }
    }
    int present = ALPHABET.indexOf(text.charAt(1));
    int timeStart = 2;
    if (text.charAt(0) == VERSION_2) {
      int further = ALPHABET.indexOf(text.charAt(2));
      timeStart = 3;
      if (further == 0 || further >>> (DIGESTS - MASK_BITS) != 0) {
        return Optional.empty();
      }
      present |= further << MASK_BITS;
    }
    int idStart = timeStart + TIME_LENGTH;
    int start = idStart + TOKEN_ID_TEXT_LENGTH;
    if (text.length() != start + Integer.bitCount(present) * SubjectDigest.TEXT_LENGTH) {
      return Optional.empty();
    }
    long issuedAt = 0;
    for (int i = timeStart; i < idStart; i++) {
      issuedAt = issuedAt << 6 | ALPHABET.indexOf(text.charAt(i));
    }
    String tokenId = text.substring(idStart, start);
    @Nullable String[] digests = new @Nullable String[DIGESTS];
    for (int i = 0; i < DIGESTS; i++) {
      if ((present & 1 << i) != 0) {
        digests[i] = text.substring(start, start + SubjectDigest.TEXT_LENGTH);
        start += SubjectDigest.TEXT_LENGTH;
      }
    }
    return Optional.of(
        new SessionData(
            tokenId,
            digests[0],
            digests[1],
            digests[2],
            digests[3],
            digests[4],
            digests[5],
            digests[6],
            issuedAt));
  }

  /**
   * What a replica of the rules is asked for a token that carries this.
   *
   * @param furtherIds what the token answers to beside its identifier, its hash for one
   * @param session the playback session, which the token carries beside this
   * @param kid the key that signed the token
   */
  public TokenSubjects subjects(
      TokenSubjects.TokenIds furtherIds, @Nullable String session, @Nullable String kid) {
    return new TokenSubjects(
        () -> {
          List<String> ids = new ArrayList<>();
          ids.add(tokenId);
          furtherIds.get().forEach(ids::add);
          return ids;
        },
        session,
        login,
        viewer,
        device,
        asset,
        packageId,
        viewerPackage,
        entitlement,
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
      case 6 -> entitlement;
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
