package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.RequestCondition;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The claim {@code cattpk}: the public key of the client's TLS certificate, as the SHA-256 of its
 * SubjectPublicKeyInfo in DER, or, as the crate cat-token has it, that structure itself, which is
 * never as short as a hash. The certificate comes in the header of RFC 9440, which a trusted front
 * sets and which it takes away from clients' requests: DER in base64 between two colons.
 */
final class ClientKeyClaim {
  static final int HASH_BYTES = 32;

  private static final int LONGEST_KEY = 4096;
  private static final int LONGEST_HEADER = 16384;

  private ClientKeyClaim() {}

  /**
   * Reads the claim.
   *
   * @param header the header's name in lower case
   */
  static RequestCondition read(CborItem item, String header) throws RefusedTokenException {
    if (!(item instanceof CborItem.Bytes bytes)
        || bytes.value().length < HASH_BYTES
        || bytes.value().length > LONGEST_KEY) {
      throw RefusedTokenException.malformed("cattpk must be a byte string of 32 to 4096 bytes");
    }
    byte[] wanted = bytes.value();
    return (token, now, uses) -> {
      byte[] key = key(token.request().header().apply(header));
      if (key != null && wanted.length == HASH_BYTES) {
        key = SharedSecrets.digest("SHA-256", key);
      }
      return key != null && MessageDigest.isEqual(key, wanted)
          ? null
          : new Verdict.Deny(
              DenyCode.CLIENT_KEY,
              "the client's certificate does not have the token's key (cattpk)");
    };
  }

  /** The SubjectPublicKeyInfo of the certificate in a header; null where there is none. */
  private static byte @Nullable [] key(@Nullable String header) {
    if (header == null
        || header.length() < 2
        || header.length() > LONGEST_HEADER
        || header.charAt(0) != ':'
        || header.charAt(header.length() - 1) != ':') {
      return null;
    }
    try {
      byte[] der = Base64.getDecoder().decode(header.substring(1, header.length() - 1));
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der))
          .getPublicKey()
          .getEncoded();
    } catch (IllegalArgumentException | CertificateException e) {
      return null;
    }
  }
}
