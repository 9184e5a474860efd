package io.playgate.playbacktoken.google;

import io.playgate.playbacktoken.key.InvalidJwkException;
import io.playgate.playbacktoken.key.Jwk;

/** The keys of GoogleCloudPlatform/python-docs-samples, in media_cdn and cdn. */
final class GoogleSamples {
  /** Of media_cdn/dualtoken_test.py. */
  static final Jwk ED25519 =
      ed25519(
          "first-keyset",
          "DJUcnLguVFKmVCFnWGubG1MZg7fWAnxacMjKDhVZMGI",
          "n7nwvhza11C0SuU9ay1uWjDSfzH-CpIBgXxqIz-Yd9Q");

  /** The secret of media_cdn/dualtoken_test.py, which signs its path component with Ed25519. */
  static final Jwk PATH_COMPONENT =
      ed25519(
          "test-key",
          "g_SlMILiIWKqsC6Z2L7gy0sReDOqtSrJrE7CXNr5Nl8",
          "im3BGpbE4hJnwXf4v_FEqQMdja45pRJcF-n-3XU6kKo");

  static final Jwk HMAC_SHA256 = key("s2", "HS256", "g_SlMILiIWKqsC6Z2L7gy0sReDOqtSrJrE7CXNr5Nl8");

  static final Jwk HMAC_SHA1 = key("s1", "HS1", "g_SlMILiIWKqsC6Z2L7gy0sReDOqtSrJrE7CXNr5Nl8");

  /** Of cdn/snippets_test.py. */
  static final Jwk CLOUD_CDN = key("my-key", "HS1", "nZtRohdNF9m3cKM24IcK4w");

  private GoogleSamples() {}

  static Jwk key(String kid, String algorithm, String secret) {
    return parse(
        "{\"kty\":\"oct\",\"kid\":\"%s\",\"alg\":\"%s\",\"k\":\"%s\"}"
            .formatted(kid, algorithm, secret));
  }

  private static Jwk ed25519(String kid, String seed, String point) {
    return parse(
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"alg\":\"EdDSA\",\"d\":\"%s\",\"x\":\"%s\"}"
            .formatted(kid, seed, point));
  }

  private static Jwk parse(String json) {
    try {
      return Jwk.parse(json);
    } catch (InvalidJwkException e) {
      throw new AssertionError(e);
    }
  }
}
