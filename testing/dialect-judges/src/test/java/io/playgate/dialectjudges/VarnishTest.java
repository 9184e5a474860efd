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
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.support.testing.FreePort;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code fastly} before a real Varnish, whose VCL checks tokens by the rule of Fastly's guide
 * "Enabling URL token validation": beneath {@code /path/} over the path, beneath {@code /query/}
 * over all of the URL that is left without the token. Fastly's VCL and its functions are
 * descendants of Varnish's and of its digest module's.
 */
class VarnishTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("fastly").orElseThrow();
  private static final Placement OVER_PATH = new Placement(Carrier.QUERY, "token", "", Map.of());
  private static final Placement OVER_QUERY =
      new Placement(Carrier.QUERY, "token", "", Map.of("signQuery", "true"));
  private static final String INSTALL =
      "install it with: apt-get install varnish varnish-vmod-digest";

  @TempDir Path folder;

  @Test
  void varnishAndWeAgreeOnEveryToken() throws Exception {
    Optional<Path> varnish = NodeJudge.program("varnishd");
    Assumptions.assumeTrue(varnish.isPresent(), "varnishd is missing; " + INSTALL);
    Optional<Path> module = digestModule();
    Assumptions.assumeTrue(module.isPresent(), "Varnish's digest module is missing; " + INSTALL);
    Random random = Trials.random(VarnishTest.class);
    byte[] secret = new byte[32];
    for (int i = 0; i < secret.length; i++) {
      secret[i] = (byte) (1 + random.nextInt(255));
    }
    SigningKey key = new SigningKey("k", "secret", new SecretKeySpec(secret, "RAW"));
    KeyRing ring = new KeyRing(List.of(key));
    int served = 0;
    try (RealServer server = start(varnish.orElseThrow(), module.orElseThrow(), secret)) {
      long now = System.currentTimeMillis() / 1000;
      for (int i = 0; i < Trials.COUNT; i++) {
        boolean overQuery = random.nextBoolean();
        Placement placement = overQuery ? OVER_QUERY : OVER_PATH;
        PlaybackGrant grant =
            PlaybackGrant.expiringAt(now + (random.nextInt(4) == 0 ? -60 : 3600)).build();
        String url =
            (overQuery ? "/query" : "/path")
                + List.of("/a.ts", "/live/42/m.m3u8", "/a%20b/c.ts", "/x/y%2Cz/1.m4s")
                    .get(random.nextInt(4))
                + List.of("", "?v=1", "?v=1&_HLS_msn=3").get(random.nextInt(3));
        SignedToken token = DIALECT.open(placement).sign(grant, "http://127.0.0.1" + url, key);
        String target = target(token.url());
        switch (random.nextInt(6)) {
          case 0 -> target = changed(target, token.value(), random);
          case 1 -> target = target.replaceFirst("[?]", ".x?");
          case 2 -> target = target.replaceFirst("[?]", "?w=2&");
          default -> {}
        }

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
    assertThat(served).isBetween(Trials.COUNT / 4, Trials.COUNT - Trials.COUNT / 10);
  }

  private static String target(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  /** The same with one character of the signature replaced. */
  private static String changed(String target, String token, Random random) {
    int at = token.length() - 1 - random.nextInt(40);
    char other = token.charAt(at) == 'a' ? 'b' : 'a';
    return target.replace(token, token.substring(0, at) + other + token.substring(at + 1));
  }

  private static Optional<Path> digestModule() throws Exception {
    try (Stream<Path> files =
        Files.find(
            Path.of("/usr/lib"),
            4,
            (path, attributes) -> path.endsWith("varnish/vmods/libvmod_digest.so"))) {
      return files.findFirst();
    }
  }

  private RealServer start(Path varnish, Path module, byte[] secret) throws Exception {
    int port = FreePort.next();
    Path rules = folder.resolve("token.vcl");
    Files.writeString(
        rules,
        """
        vcl 4.1;
        import digest from "%s";
        import std;
        backend none none;

        sub vcl_recv {
          if (req.url !~ "[?&]token=[0-9]{10,11}_[0-9a-f]{40}(&|$)") {
            return (synth(403));
          }
          set req.http.Expiry = regsub(req.url, "^.*[?&]token=([0-9]+)_.*$", "\\1");
          set req.http.Signature = regsub(req.url, "^.*[?&]token=[0-9]+_([0-9a-f]+).*$", "\\1");
          if (req.url ~ "^/query/") {
            set req.http.Signed = regsub(req.url, "[?&]token=[^&]*$", "");
          } else {
            set req.http.Signed = regsub(req.url, "[?].*$", "");
          }
          if (req.http.Signature != regsub(
              digest.hmac_sha1(digest.base64_decode("%s"), req.http.Signed + req.http.Expiry),
              "^0x", "")) {
            return (synth(403));
          }
          if (now > std.time(req.http.Expiry, now)) {
            return (synth(410));
          }
          return (synth(200));
        }
        """
            .formatted(module, Base64.getEncoder().encodeToString(secret)));
    return RealServer.start(
        List.of(
            varnish.toString(),
            "-F",
            "-j",
            "none",
            "-n",
            folder.resolve("work").toString(),
            "-a",
            "127.0.0.1:" + port,
            "-s",
            "default,4m",
            "-f",
            rules.toString()),
        folder,
        port);
  }
}
