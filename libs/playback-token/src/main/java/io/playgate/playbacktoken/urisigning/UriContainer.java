package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.internal.text.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which URIs a token covers (RFC 9246 section 2.1.15): its claim {@code cdniuc}, read. */
sealed interface UriContainer {
  String HASH_PREFIX = "hash:";
  String REGEX_PREFIX = "regex:";

  /**
   * Reads the claim.
   *
   * @throws UnreadableContainerException where it is neither of the two forms, or is refused
   */
  static UriContainer parse(String claim) throws UnreadableContainerException {
    if (claim.startsWith(REGEX_PREFIX)) {
      return new Regex(PosixRegex.parse(claim.substring(REGEX_PREFIX.length())));
    }
    if (claim.startsWith(HASH_PREFIX)) {
      return Hash.parse(claim.substring(HASH_PREFIX.length()));
    }
    throw new UnreadableContainerException("it must start with hash: or regex:");
  }

  /**
   * Whether it covers a URI.
   *
   * @param uri absolute, without the token, in normal form
   */
  boolean covers(String uri);

  /**
   * The URIs that an extended regular expression matches from their first character to the last.
   */
  record Regex(PosixRegex expression) implements UriContainer {
    @Override
    public boolean covers(String uri) {
      return expression.matches(uri);
    }
  }

  /**
   * The one URI with this digest, in URL segment form (RFC 6920 section 5). Truncated digests are
   * not read: they are of too few bits to carry a signature's weight.
   *
   * @param algorithm the platform's name
   * @param digest in base64url, of which there is but one spelling
   */
  record Hash(String algorithm, String digest) implements UriContainer {

    static Hash parse(String segment) throws UnreadableContainerException {
      int semicolon = segment.indexOf(';');
      String algorithm =
          switch (semicolon < 0 ? "" : segment.substring(0, semicolon)) {
            case "sha-256" -> "SHA-256";
            case "sha-384" -> "SHA-384";
            case "sha-512" -> "SHA-512";
            default ->
                throw new UnreadableContainerException("the hash algorithm is not supported");
          };
      byte[] digest = Base64Url.decode(segment, semicolon + 1, segment.length());
      if (digest == null || digest.length != digestOf(algorithm).getDigestLength()) {
        throw new UnreadableContainerException("the digest must be base64url of the hash's length");
      }
      return new Hash(algorithm, segment.substring(semicolon + 1));
    }

    /** The claim for one URI in normal form. */
    static String claim(String uri) {
      byte[] digest = digestOf("SHA-256").digest(uri.getBytes(StandardCharsets.US_ASCII));
      return HASH_PREFIX + "sha-256;" + Base64Url.encode(digest);
    }

    @Override
    public boolean covers(String uri) {
      byte[] actual = digestOf(algorithm).digest(uri.getBytes(StandardCharsets.US_ASCII));
      return digest.equals(Base64Url.encode(actual));
    }

    private static MessageDigest digestOf(String algorithm) {
      try {
        return MessageDigest.getInstance(algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + algorithm, e);
      }
    }
  }
}
