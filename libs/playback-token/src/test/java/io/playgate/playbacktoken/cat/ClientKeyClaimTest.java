package io.playgate.playbacktoken.cat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cattpk}, with certificates that the platform's keytool makes. */
class ClientKeyClaimTest {
  private static final long NOW = 1_800_000_000;
  private static final String URL = "https://cdn.example/live/42/v.m3u8";
  private static final String HEADER = "certificateHeader";
  private static final CatDialect DIALECT = new CatDialect();
  private static final Jwk KEY = Jwk.generate("k", "HS256", new SecureRandom());

  private static Certificate own;
  private static Certificate other;

  @BeforeAll
  static void certificates(@TempDir Path folder) throws Exception {
    own = certificate(folder.resolve("own.p12"), "EC");
    other = certificate(folder.resolve("other.p12"), "RSA");
  }

  private static Certificate certificate(Path store, String algorithm) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=tv",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(store.resolveSibling(algorithm + ".log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    return KeyStore.getInstance(store.toFile(), "changeit".toCharArray()).getCertificate("a");
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  /** As RFC 9440 writes it. */
  private static String header(Certificate certificate) throws Exception {
    return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
  }

  private static Verdict verify(String token, @Nullable String certificate) {
    Map<String, String> headers = new HashMap<>(Map.of("cat", token));
    if (certificate != null) {
      headers.put("client-cert", certificate);
    }
    return Formats.open(
            DIALECT, new Placement(Carrier.HEADER, "cat", "", Map.of(HEADER, "Client-Cert")))
        .verify(
            Requests.request("GET", URL, headers, "192.0.2.7"),
            new KeyRing(List.of(KEY.verificationKey())),
            NOW);
  }

  private static String signed(String clientKey) throws UnsupportedGrantException {
    return Formats.open(
            DIALECT, new Placement(Carrier.HEADER, "cat", "", Map.of("clientKey", clientKey)))
        .sign(
            PlaybackGrant.expiringAt(NOW + 60).paths(List.of("/live/42/*")).build(),
            URL,
            KEY.signingKey())
        .value();
  }

  @Test
  void aTokenBoundToAKeyNeedsItsCertificate() throws Exception {
    String token = signed(Base64Url.encode(sha256(own.getPublicKey().getEncoded())));

    assertThat(verify(token, header(own))).isInstanceOf(Verdict.Allow.class);
    assertThat(code(verify(token, header(other)))).isEqualTo(DenyCode.CLIENT_KEY);
    assertThat(code(verify(token, null))).isEqualTo(DenyCode.CLIENT_KEY);
  }

  @Test
  void theKeyItselfMayStandInTheClaim() throws Exception {
    byte[] key = own.getPublicKey().getEncoded();
    String token = Claims.sign(KEY.signingKey(), Claim.EXP, NOW + 60, Claim.CATTPK, key);

    assertThat(verify(token, header(own))).isInstanceOf(Verdict.Allow.class);
    assertThat(code(verify(token, header(other)))).isEqualTo(DenyCode.CLIENT_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "::", ":AAAA:", ":!:", "MIIB", ":MIIBAAAA:"})
  void whatIsNoCertificateIsNobodys(String header) throws Exception {
    String token = signed(Base64Url.encode(sha256(own.getPublicKey().getEncoded())));

    assertThat(code(verify(token, header))).isEqualTo(DenyCode.CLIENT_KEY);
    assertThat(code(verify(token, ":" + "A".repeat(1 << 20) + ":"))).isEqualTo(DenyCode.CLIENT_KEY);
  }

  @Test
  void aClaimThatIsNoKeyIsMalformed() {
    for (Object claim : List.of(1, "x", new byte[31], new byte[5000])) {
      String token = Claims.sign(KEY.signingKey(), Claim.EXP, NOW + 60, Claim.CATTPK, claim);
      assertThat(code(verify(token, null))).isEqualTo(DenyCode.MALFORMED);
    }
    assertThatThrownBy(() -> signed("AAAA"))
        .satisfies(e -> assertThat(Formats.code(e)).isEqualTo("option-invalid"));
  }

  private static DenyCode code(Verdict verdict) {
    return ((Verdict.Deny) verdict).code();
  }
}
