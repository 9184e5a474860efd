package io.playgate.dialectjudges;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.support.testing.FreePort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code jwt} before a real HAProxy, whose {@code jwt_verify} serves a text only to tokens that it
 * accepts, from the query and from the first path segment. It judges signature, algorithm and
 * times; the paths of a token are not its business.
 */
class HaproxyTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("jwt").orElseThrow();
  private static final Placement QUERY = new Placement(Carrier.QUERY, "token", "", Map.of());
  private static final Placement SEGMENT = new Placement(Carrier.PATH, "token", "", Map.of());

  @TempDir Path folder;

  @Test
  void haproxyAndWeAgreeOnEveryToken() throws Exception {
    Optional<Path> haproxy = NodeJudge.program("haproxy");
    Assumptions.assumeTrue(
        haproxy.isPresent(), "haproxy is missing; install it with: apt-get install haproxy");
    Random random = Trials.random(HaproxyTest.class);
    Jwk key = Jwk.generate("k1", "ES256", new SecureRandom());
    Jwk other = Jwk.generate("k1", "ES256", new SecureRandom());
    KeyRing ring = new KeyRing(List.of(key.verificationKey()));
    String pem = pem(key);
    int served = 0;
    try (RealServer server = start(haproxy.orElseThrow(), pem)) {
      long now = System.currentTimeMillis() / 1000;
      for (int i = 0; i < Trials.COUNT; i++) {
        Placement placement = random.nextBoolean() ? QUERY : SEGMENT;
        boolean expired = random.nextInt(5) == 0;
        PlaybackGrant grant =
            PlaybackGrant.expiringAt(now + (expired ? -30 : 300))
                .notBefore(
                    switch (random.nextInt(6)) {
                      case 0 -> expired ? now - 90 : now + 200;
                      case 1 -> now - 60;
                      default -> PlaybackGrant.UNSET;
                    })
                .session("s-" + i)
                .viewer(random.nextBoolean() ? "viewer-" + i : null)
                .paths(List.of("/live/42/*"))
                .build();
        Jwk signer = random.nextInt(8) == 0 ? other : key;
        SignedToken token =
            DIALECT
                .open(placement)
                .sign(grant, "http://127.0.0.1/live/42/m.m3u8", signer.signingKey());
        String text =
            switch (random.nextInt(8)) {
              case 0 -> changed(token.value(), random);
              case 1 -> unsigned(token.value());
              case 2 -> byPublicKey(token.value(), pem);
              case 3 -> "";
              default -> token.value();
            };
        String target =
            token.url().substring("http://127.0.0.1".length()).replace(token.value(), text);

        int status = server.status(target);
        boolean ours =
            DIALECT
                    .open(placement)
                    .verify(new PlaybackRequest("GET", target, name -> null, null), ring, now)
                instanceof Verdict.Allow;

        assertThat(status == 200).as("%s: %d", target, status).isEqualTo(ours);
        served += ours ? 1 : 0;
      }
    }
    assertThat(served).isBetween(Trials.COUNT / 10, Trials.COUNT * 3 / 4);
  }

  /** With one character replaced, but for the last of each part, which holds spare bits. */
  private static String changed(String token, Random random) {
    int at = token.indexOf('.') + 1 + random.nextInt(token.length() - token.indexOf('.') - 2);
    if (token.charAt(at) == '.' || token.charAt(at + 1) == '.') {
      at -= 2;
    }
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  private static String unsigned(String token) {
    String header = "{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"k1\"}";
    return encode(header) + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
  }

  /** HMAC keyed with the text of the public key: a verifier that lets tokens choose accepts it. */
  private static String byPublicKey(String token, String pem) throws Exception {
    String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}";
    String signed = encode(header) + token.substring(token.indexOf('.'), token.lastIndexOf('.'));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(pem.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
    return signed + "." + Base64Url.encode(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String encode(String json) {
    return Base64Url.encode(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String pem(Jwk key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(key.verificationKey().key().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private RealServer start(Path haproxy, String pem) throws Exception {
    int port = FreePort.next();
    Path publicKey = folder.resolve("public.pem");
    Files.writeString(publicKey, pem);
    Path configuration = folder.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        global
          maxconn 100
        defaults
          mode http
          timeout connect 5s
          timeout client 5s
          timeout server 5s
        frontend edge
          bind 127.0.0.1:%1$d
          http-request set-var(txn.token) url_param(token)
          http-request set-var(txn.token) path,field(2,/),regsub(^token=,) if { path -m beg /token= }
          http-request deny deny_status 403 unless { var(txn.token),jwt_header_query('$.alg') -m str ES256 }
          http-request deny deny_status 403 unless { var(txn.token),jwt_verify(ES256,"%2$s") -m int 1 }
          http-request set-var(txn.now) date()
          http-request set-var(txn.exp) var(txn.token),jwt_payload_query('$.exp','int')
          http-request set-var(txn.nbf) var(txn.token),jwt_payload_query('$.nbf','int')
          http-request deny deny_status 403 unless { var(txn.exp) -m found }
          http-request deny deny_status 403 unless { var(txn.exp),sub(txn.now) -m int gt 0 }
          http-request deny deny_status 403 if { var(txn.nbf) -m found } { var(txn.nbf),sub(txn.now) -m int gt 0 }
          http-request return status 200 content-type text/plain string served
        """
            .formatted(port, publicKey));
    return RealServer.start(
        List.of(haproxy.toString(), "-db", "-f", configuration.toString()), folder, port);
  }
}
