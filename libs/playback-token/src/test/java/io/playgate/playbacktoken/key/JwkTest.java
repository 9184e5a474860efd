package io.playgate.playbacktoken.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.text.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwkTest {
  /** RFC 9246 appendix A, and the same with parts changed. */
  private static final String X = "be807S4O7dzB6I4hTiCUvmxCI6FuxWba1xYBlLSSsZ8";

  private static final String Y = "rOGC4vI69g-WF9AGEVI37sNNwbjIzBxSjLvIL7f3RBA";
  private static final String D = "yaowezrCLTU6yIwUL5RQw67cHgvZeMTLVZXjUGb1A1M";
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

  @Test
  void readsThePublishedKey() throws Exception {
    Jwk jwk = Jwk.parse(ec("P-256", "ES256", X, Y, D));

    byte[] signature = jwk.signingKey().sign(TEXT);

    assertThat(jwk.verificationKey().verify(TEXT, 0, TEXT.length, signature)).isTrue();
    assertThat(jwk.isSymmetric()).isFalse();
    assertThat(jwk.toString()).doesNotContain(D);
    assertThat(jwk.toVerificationJson()).doesNotContain(D).contains(X, Y);
  }

  @Test
  void writesWhatItAndNimbusRead() throws Exception {
    for (int i = 0; i < 50; i++) {
      Jwk generated = Jwk.generateEs256("k" + i);

      Jwk whole = Jwk.parse(generated.toJson());
      Jwk verification = Jwk.parse(generated.toVerificationJson());

      ECKey foreign = JWK.parse(generated.toJson()).toECKey();
      assertThat(foreign.toECPublicKey()).isEqualTo(generated.verificationKey().key());
      assertThat(foreign.isPrivate()).isTrue();
      assertThat(JWK.parse(generated.toVerificationJson()).isPrivate()).isFalse();
      byte[] signature = whole.signingKey().sign(TEXT);
      assertThat(verification.verificationKey().verify(TEXT, 0, TEXT.length, signature)).isTrue();
      assertThat(verification.canSign()).isFalse();
      assertThatThrownBy(verification::signingKey).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void readsAndWritesSecrets() throws Exception {
    Jwk generated = Jwk.generateHs256("k1", new SecureRandom());

    Jwk read = Jwk.parse(generated.toJson());

    assertThat(read.verificationKey()).isEqualTo(generated.signingKey());
    assertThat(read.isSymmetric()).isTrue();
    OctetSequenceKey foreign = JWK.parse(generated.toJson()).toOctetSequenceKey();
    assertThat(foreign.toByteArray()).isEqualTo(generated.signingKey().key().getEncoded());
  }

  @Test
  void leavesUnknownMembersAside() throws Exception {
    String json =
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\","
            + "\"state\":\"active\",\"key_ops\":[\"sign\"],\"nested\":{\"kid\":\"x\"}}";

    assertThat(Jwk.parse(json).kid()).isEqualTo("k");
  }

  @Test
  void refusesKeysThatContradictThemselves() {
    List<String> contradictions =
        List.of(
            ec("P-384", "ES256", X, Y, D),
            ec("P-256", "ES384", X, Y, D),
            ec("P-256", "HS256", X, Y, D),
            ec("P-256", "ES256", Y, X, D),
            ec("P-256", "ES256", X, Y, X),
            ec("P-256", "ES256", X, Y, Base64Url.encode(new byte[32])),
            ec("P-256", "ES256", X, Y + "AA", D),
            ec("P-256", "ES256", X + "=", Y, D),
            ec(
                "P-256",
                "ES256",
                Base64Url.encode(new byte[32]),
                Base64Url.encode(new byte[32]),
                D));

    for (String json : contradictions) {
      assertThatThrownBy(() -> Jwk.parse(json)).as(json).isInstanceOf(InvalidJwkException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\",\"k\":\"\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAB\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"none\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"ES256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"kid\":\"\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"kid\":7,\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"kid\":\"k\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}{}",
        "{\"kty\":\"oct\",\"kid\":\"k\",\"use\":\"enc\",\"alg\":\"HS256\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"OKP\",\"kid\":\"k\",\"alg\":\"EdDSA\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
      })
  void refusesWhatIsNoUsableKey(String json) {
    assertThatThrownBy(() -> Jwk.parse(json)).isInstanceOf(InvalidJwkException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00112233445566778899aabbccddeeff",
        "00112233445566778899AABBCCDDEEFF",
        "00112233445566778899aabbCCDDEEFF",
        "00000000000000000000000000000000",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1",
        "0011223344556677_8899aabbccddeeff_0011223344556677_8899aabbccddeeff",
        "0011223344556677_8899AABBCCDDEEFF_0011223344556677_8899AABBCCDDEEFF",
        "0011223344556677_8899aabbccddeeff_00",
      })
  void refusesASecretInHexadecimalWithAHint(String digits) {
    String one = digits.replace("_", "");

    for (String hexadecimal : List.of(one, one.repeat(2), one.repeat(4))) {
      assertThatThrownBy(() -> Jwk.parse(secret(hexadecimal)))
          .as(hexadecimal)
          .isInstanceOf(InvalidJwkException.class)
          .hasMessageContaining("k looks like hexadecimal")
          .hasMessageContaining("base64url")
          .hasMessageNotContaining(hexadecimal);
    }
  }

  /** What base64url of random bytes can look like: too short, an odd length, no digit below ten. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00112233445566778899aQ",
        "00112233445566778899AABBCCDDEA",
        "00112233445566778899aabbccddeeff000",
        "aabbccddeeffaabbccddeeffaabbccddeeff",
        "00112233445566778899aabbccddeefg",
        "00112233445566778899aabbccddee-_",
      })
  void readsASecretWhoseBase64urlOnlyResemblesHexadecimal(String text) throws Exception {
    Jwk jwk = Jwk.parse(secret(text));

    assertThat(jwk.signingKey().key().getEncoded()).isEqualTo(Base64.getUrlDecoder().decode(text));
  }

  /** {@code openssl rsa -modulus} prints one like this. */
  @Test
  void refusesAModulusInHexadecimalWithAHint() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
    String modulus = key.getModulus().toString(16);

    for (String hexadecimal : List.of(modulus, modulus.toUpperCase(Locale.ROOT))) {
      String json =
          "{\"kty\":\"RSA\",\"kid\":\"k\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\""
              + hexadecimal
              + "\"}";
      assertThatThrownBy(() -> Jwk.parse(json))
          .isInstanceOf(InvalidJwkException.class)
          .hasMessageContaining("n looks like hexadecimal");
    }
  }

  @Test
  void aPublicKeyCannotSignAndAPrivateOneCannotVerify() throws Exception {
    Jwk jwk = Jwk.generateEs256("k");
    byte[] signature = jwk.signingKey().sign(TEXT);

    assertThatThrownBy(() -> jwk.verificationKey().sign(TEXT))
        .isInstanceOfSatisfying(
            KeyCannotSignException.class,
            e -> assertThat(UnsupportedGrantException.of(e).code()).isEqualTo("key-cannot-sign"));
    assertThat(jwk.signingKey().verify(TEXT, 0, TEXT.length, signature)).isFalse();
    assertThatThrownBy(() -> new SigningKey("k", "HS256", jwk.signingKey().key()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SigningKey("k", "RS256", jwk.signingKey().key()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneKeyServesManyThreadsAtOnce() throws Exception {
    Jwk jwk = Jwk.generateHs256("k", new SecureRandom());
    byte[] expected = jwk.signingKey().sign(TEXT);
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new java.util.ArrayList<java.util.concurrent.Future<Boolean>>();
      for (int i = 0; i < 2000; i++) {
        results.add(threads.submit(() -> jwk.signingKey().verify(TEXT, 0, TEXT.length, expected)));
      }
      for (var result : results) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  private static String secret(String k) {
    return "{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\",\"k\":\"" + k + "\"}";
  }

  private static String ec(String curve, String algorithm, String x, String y, String d) {
    return "{\"kty\":\"EC\",\"kid\":\"k1\",\"crv\":\"%s\",\"alg\":\"%s\",\"x\":\"%s\",\"y\":\"%s\",\"d\":\"%s\"}"
        .formatted(curve, algorithm, x, y, d);
  }

  /** Points of order 1, 2, 4 and 8, a second encoding, and no point: in hexadecimal digits. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0200000000000000000000000000000000000000000000000000000000000000",
      })
  void refusesEd25519KeysThatProveNothing(String x) {
    assertThatThrownBy(() -> Jwk.parse(ed25519(HexFormat.of().parseHex(x))))
        .isInstanceOf(InvalidJwkException.class);
  }

  @Test
  void readsEveryEd25519KeyThatIsMade() throws Exception {
    for (int i = 0; i < 50; i++) {
      Jwk generated = Jwk.generate("k", "EdDSA", new SecureRandom());

      Jwk read = Jwk.parse(generated.toVerificationJson());

      byte[] signature = generated.signingKey().sign(TEXT);
      assertThat(read.verificationKey().verify(TEXT, 0, TEXT.length, signature)).isTrue();
    }
    // RFC 8032 section 7.1, test 1.
    byte[] published =
        HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assertThat(Jwk.parse(ed25519(published)).kid()).isEqualTo("k");
  }

  private static String ed25519(byte[] x) {
    return "{\"kty\":\"OKP\",\"kid\":\"k\",\"alg\":\"EdDSA\",\"crv\":\"Ed25519\",\"x\":\""
        + Base64Url.encode(x)
        + "\"}";
  }
}
