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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code secure-link} before a real nginx, which serves a file only to links it accepts. */
class NginxTest {
  private static final SignedDialect DIALECT = Dialects.findSigned("secure-link").orElseThrow();
  private static final String SECRET = "s3cret-Of_this.test";
  private static final SigningKey KEY =
      new SigningKey(
          "k", "secret", new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "RAW"));
  private static final KeyRing RING = new KeyRing(List.of(KEY));

  @TempDir Path folder;

  @Test
  void nginxAndWeAgreeOnEveryLink() throws Exception {
    Optional<Path> nginx = NodeJudge.program("nginx");
    Assumptions.assumeTrue(
        nginx.isPresent(), "nginx is missing; install it with: apt-get install nginx-light");
    Random random = Trials.random(NginxTest.class);
    Placement query = new Placement(Carrier.QUERY, "md5", "", Map.of());
    Placement link = new Placement(Carrier.PATH, "md5", "/p", Map.of("neverExpires", "true"));
    int served = 0;
    try (RealServer server = start(nginx.orElseThrow())) {
      long now = System.currentTimeMillis() / 1000;
      for (int i = 0; i < Trials.COUNT; i++) {
        int form = random.nextInt(3);
        Placement placement = form == 2 ? link : query;
        long expiresAt = form == 2 ? 253_402_300_799L : now + (random.nextInt(4) == 0 ? -60 : 3600);
        boolean here = random.nextInt(4) > 0;
        PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(expiresAt);
        if (form == 1) {
          grant.ip(here ? "127.0.0.1" : "192.0.2.7");
        }
        String path =
            List.of("/open", "/bound", "/p").get(form)
                + List.of("/a.ts", "/live/42/m.m3u8", "/a%20b/c.ts", "/x/y%2Cz/1.m4s")
                    .get(random.nextInt(4));
        SignedToken token =
            DIALECT.open(placement).sign(grant.build(), "http://127.0.0.1" + path, KEY);
        String target = target(token.url());
        if (random.nextInt(4) == 0) {
          target = changed(target, token.value(), random);
        }

        int status = server.status(target);
        boolean ours =
            DIALECT
                    .open(placement)
                    .verify(
                        new PlaybackRequest("GET", target, name -> null, "127.0.0.1"), RING, now)
                instanceof Verdict.Allow;

        assertThat(status == 200).as("%s: %d", target, status).isEqualTo(ours);
        served += ours ? 1 : 0;
      }
    }
    assertThat(served).isBetween(Trials.COUNT / 4, Trials.COUNT - Trials.COUNT / 10);
  }

  private static String target(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
  }

  /** The same with one character of the token replaced. */
  private static String changed(String target, String token, Random random) {
    int hash = token.startsWith("md5=") ? 4 : 0;
    int at = hash + random.nextInt(20);
    char other = token.charAt(at) == 'a' ? 'b' : 'a';
    return target.replace(token, token.substring(0, at) + other + token.substring(at + 1));
  }

  private RealServer start(Path nginx) throws Exception {
    int port = FreePort.next();
    Path page = Files.createDirectories(folder.resolve("www")).resolve("page.txt");
    Files.writeString(page, "served\n");
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d;
            location /open/ {
              secure_link $arg_md5,$arg_expires;
              secure_link_md5 "${secure_link_expires}${uri}%3$s";
              if ($secure_link = "") { return 403; }
              if ($secure_link = "0") { return 410; }
              return 200 "served";
            }
            location /bound/ {
              secure_link $arg_md5,$arg_expires;
              secure_link_md5 "${secure_link_expires}${uri}${remote_addr}%3$s";
              if ($secure_link = "") { return 403; }
              if ($secure_link = "0") { return 410; }
              return 200 "served";
            }
            location /p/ {
              secure_link_secret %3$s;
              if ($secure_link = "") { return 403; }
              return 200 "served";
            }
          }
        }
        """
            .formatted(folder, port, SECRET));
    return RealServer.start(
        List.of(nginx.toString(), "-p", folder.toString(), "-c", configuration.toString()),
        folder,
        port);
  }
}
