package io.playgate.connector.haproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.playgate.connector.delivery.Delivery;
import io.playgate.connector.delivery.DeliveryConfig;
import io.playgate.connector.listing.RevokedList;
import io.playgate.connector.revocation.ListUpdates;
import io.playgate.connector.testing.Haproxy;
import io.playgate.connector.testing.RevocationServer;
import io.playgate.feedclient.FeedPace;
import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.revocationlist.RevocationFeed;
import io.playgate.revocationlist.RevocationReplica;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationRule.Kind;
import io.playgate.revocationlist.RevocationScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped configuration in a real HAProxy, kept by a real connector: what plays, what does not,
 * and how soon.
 */
class HaproxyPlaybackTest {
  private static final SignedDialect JWT = Dialects.findSigned("jwt").orElseThrow();
  private static final String PATH = "/media/demo-jwt";
  private static final Placement SEGMENT = new Placement(Carrier.PATH, "token", PATH, Map.of());
  private static final String BASE = "http://media.example" + PATH + "/vod/7/";
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** For what says nothing of how soon. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final long NOW = System.currentTimeMillis() / 1000;

  @TempDir Path folder;

  private final Jwk key = Jwk.generate("k1", "ES256", new SecureRandom());
  private final Jwk next = Jwk.generate("k2", "ES256", new SecureRandom());
  private final RevocationServer revocations = new RevocationServer();
  private final HttpClient player = HttpClient.newHttpClient();
  private @Nullable HttpServer origin;
  private @Nullable Connector connector;

  @SuppressWarnings("NullAway.Init")
  private Haproxy haproxy;

  @BeforeEach
  void start() throws IOException {
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    started.createContext(
        "/",
        exchange -> {
          byte[] path = exchange.getRequestURI().toString().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, path.length);
          exchange.getResponseBody().write(path);
          exchange.close();
        });
    started.start();
    origin = started;
    haproxy = Haproxy.shipped(folder, pem(key), pem(next), started.getAddress().getPort()).start();
  }

  @AfterEach
  void stop() throws Exception {
    if (connector != null) {
      connector.close();
    }
    haproxy.close();
    revocations.close();
    player.close();
    if (origin != null) {
      origin.stop(0);
    }
  }

  @Test
  void playsUntilRevokedAndAgainOnceLifted() throws Exception {
    // Given
    connect();
    String url = target(grant().build());
    awaitStatus(200, url);

    // When it is revoked, Then
    RevocationRule rule = revocations.revoke(Kind.HOLD, RevocationScope.SESSION, "session-1");
    awaitStatus(403, url, SECOND);
    assertThat(status(target(grant().session("session-2").build()))).isEqualTo(200);

    // When it is lifted, Then
    revocations.lift(rule);
    awaitStatus(200, url);
  }

  @Test
  void restartedHaproxyDeniesUntilItIsToldAgain() throws Exception {
    // Given
    connect();
    String revoked = target(grant().build());
    String playing = target(grant().session("session-2").build());
    RevocationRule rule = revocations.revoke(Kind.HOLD, RevocationScope.SESSION, "session-1");
    awaitStatus(403, revoked);

    // When
    haproxy.stop();
    haproxy.start();

    // Then at no time does the revoked one play
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> {
          assertThat(status(revoked)).isIn(503, 403);
          return status(playing) == 200;
        });
    assertThat(status(revoked)).isEqualTo(403);
    revocations.lift(rule);
    awaitStatus(200, revoked);
  }

  @Test
  void restartedConnectorTellsWhatItMissed() throws Exception {
    // Given
    connect();
    String first = target(grant().build());
    String second = target(grant().session("session-2").build());
    RevocationRule rule = revocations.revoke(Kind.HOLD, RevocationScope.SESSION, "session-1");
    awaitStatus(403, first);

    // When the rules change while no connector runs
    Objects.requireNonNull(connector).close();
    revocations.lift(rule);
    revocations.revoke(Kind.CUT_OFF, RevocationScope.SESSION, "session-2");
    assertThat(status(first)).isEqualTo(403);
    assertThat(status(second)).isEqualTo(200);
    connect();

    // Then
    awaitStatus(200, first);
    awaitStatus(403, second);
  }

  @Test
  void playingNeverStopsWhileConnectorsRestart() throws Exception {
    connect();
    String url = target(grant().build());
    awaitStatus(200, url);

    for (int i = 0; i < 10; i++) {
      Objects.requireNonNull(connector).close();
      connect();
      Delivery delivery = Objects.requireNonNull(connector).delivery;
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (delivery.state() != Delivery.State.CURRENT) {
        assertThat(status(url)).isEqualTo(200);
        assertThat(System.nanoTime()).isLessThan(end);
      }
      assertThat(status(url)).isEqualTo(200);
    }
  }

  @Test
  void mapThatNobodyVouchesForDeniesAll() throws Exception {
    String url = target(grant().build());
    assertThat(status(url)).isEqualTo(503);

    connect(Duration.ofSeconds(2));
    awaitStatus(200, url);
    Objects.requireNonNull(connector).close();

    awaitStatus(503, url);
  }

  @Test
  void everyScopeIsObeyed() throws Exception {
    // Given
    connect();
    String viewer = "anna \"%/é";
    PlaybackGrant grant =
        grant()
            .viewer(viewer)
            .asset("film")
            .packageId("basic")
            .login("login-1")
            .device("device-1")
            .tokenId("token-1")
            .build();
    String url = target(grant);
    String identity = identity(url);
    Map<RevocationScope, String> subjects = new EnumMap<>(RevocationScope.class);
    subjects.put(RevocationScope.TOKEN, "token-1");
    subjects.put(RevocationScope.SESSION, "session-1");
    subjects.put(RevocationScope.SIGN_IN, "login-1");
    subjects.put(RevocationScope.VIEWER, viewer);
    subjects.put(RevocationScope.DEVICE, "device-1");
    subjects.put(RevocationScope.ASSET, "film");
    subjects.put(RevocationScope.PACKAGE, "basic");
    subjects.put(RevocationScope.VIEWER_PACKAGE, "anna/basic");
    subjects.put(RevocationScope.KEY, "k1");
    subjects.put(RevocationScope.ALL, "*");
    assertThat(subjects.keySet()).isEqualTo(target().reach().scopes());
    String plain = target(grant().viewer("anna").packageId("basic").build());
    awaitStatus(200, url);

    for (Map.Entry<RevocationScope, String> subject : subjects.entrySet()) {
      // When
      RevocationRule rule = revocations.revoke(Kind.HOLD, subject.getKey(), subject.getValue());

      // Then
      awaitStatus(403, subject.getKey() == RevocationScope.VIEWER_PACKAGE ? plain : url);
      revocations.lift(rule);
      awaitStatus(200, subject.getKey() == RevocationScope.VIEWER_PACKAGE ? plain : url);
    }
    revocations.revoke(Kind.HOLD, RevocationScope.TOKEN, identity);
    awaitStatus(403, url);
    assertThat(status(plain)).isEqualTo(200);
  }

  /** Tokens carry a digest of it, by a key that the connector does not have. */
  @Test
  void entitlementsAreCountedAsBeyondReach() {
    connect();
    revocations.revoke(Kind.HOLD, RevocationScope.ENTITLEMENT, "entitlement_0123456789");
    Delivery delivery = Objects.requireNonNull(connector).delivery;
    await().until(() -> delivery.beyondReach() == 1);
  }

  @Test
  void tokensOfTwoKeysPlayWhileOneTakesTheOthersPlace() throws Exception {
    connect();
    awaitStatus(200, target(grant().build(), key));
    assertThat(status(target(grant().build(), next))).isEqualTo(200);

    RevocationRule rule = revocations.revoke(Kind.HOLD, RevocationScope.KEY, "k1");
    awaitStatus(403, target(grant().build(), key));
    assertThat(status(target(grant().build(), next))).isEqualTo(200);
    revocations.lift(rule);
    awaitStatus(200, target(grant().build(), key));
  }

  @Test
  void secondTokenIsDenied() throws Exception {
    connect();
    String good = target(grant().build());
    String token = good.substring(good.indexOf("token="), good.indexOf("/vod/"));
    awaitStatus(200, good);
    for (String second :
        List.of(
            good + "?token=",
            good + "?" + token,
            good + "?a=1&token=x",
            good + "?%74oken=x",
            good.replace("/seg.m4s", "/" + token + "/seg.m4s"),
            good.replace("/seg.m4s", "/token="))) {
      assertThat(raw(second)).as(second).isEqualTo(403);
    }
    for (String one : List.of(good + "?a=token", good + "?mytoken=x")) {
      assertThat(raw(one)).as(one).isEqualTo(200);
    }
  }

  @Test
  void issuerIsDemandedWhereTheLineIsTakenIn() throws Exception {
    // Given
    Path config = folder.resolve("map.cfg");
    String text = Files.readString(config);
    String line =
        "http-request deny deny_status 403 unless"
            + " { var(txn.playgate_token),jwt_payload_query('$.iss')";
    assertThat(text).containsOnlyOnce("# " + line);
    haproxy.stop();
    Files.writeString(config, text.replace("# " + line, line));
    haproxy.start();
    connect();

    // When, Then
    awaitStatus(200, issuedBy("https://issuer.example"));
    assertThat(status(issuedBy("https://issuer.example.org"))).isEqualTo(403);
    assertThat(status(target(grant().build()))).isEqualTo(403);
  }

  private String issuedBy(String issuer) throws Exception {
    Placement placement = new Placement(Carrier.PATH, "token", PATH, Map.of("issuer", issuer));
    return URI.create(
            JWT.open(placement).sign(grant().build(), BASE + "seg.m4s", key.signingKey()).url())
        .getRawPath();
  }

  @Test
  void cutOffHitsWhatWasIssuedBeforeIt() throws Exception {
    connect();
    String before = target(grant().viewer("anna").issuedAt(NOW - 60).build());
    String after = target(grant().viewer("anna").issuedAt(NOW + 3600).build());
    String unknown = target(grant().viewer("anna").build());
    awaitStatus(200, before);

    revocations.revoke(Kind.CUT_OFF, RevocationScope.VIEWER, "anna");

    awaitStatus(403, before);
    assertThat(status(after)).isEqualTo(200);
    assertThat(status(unknown)).isEqualTo(403);
  }

  @Test
  void whatIsNotGenuineOrNotCoveredIsDenied() throws Exception {
    connect();
    String good = target(grant().build());
    awaitStatus(200, good);
    assertThat(body(good)).isEqualTo("/vod/7/seg.m4s");
    assertThat(body(good + "?a=1")).isEqualTo("/vod/7/seg.m4s?a=1");
    assertThat(raw(good.replace("seg.m4s", "a..;b/.c;d/..e"))).isEqualTo(200);

    Jwk other = Jwk.generate("k1", "ES256", new SecureRandom());
    assertThat(status(target(grant().build(), other))).isEqualTo(403);
    assertThat(status(target(grant().notBefore(NOW + 60).build()))).isEqualTo(403);
    assertThat(status(target(PlaybackGrant.expiringAt(NOW - 1).paths(List.of("/*")).build())))
        .isEqualTo(403);
    for (String path :
        List.of(
            "/vod/8/seg.m4s",
            "/vod/7",
            "/vod/71/seg.m4s",
            "/vod/7/../8/seg.m4s",
            "/vod/7/./../8/x",
            "/vod/7//seg.m4s",
            "/vod/7/%2e%2e/8/seg.m4s",
            "/vod/7/%2f",
            "/vod/7\\..\\8",
            "/vod/7/..;/8/x",
            "/vod/7/.;x/y",
            "/vod/7/..",
            "/vod/7/.",
            "/vod/7/..;a",
            "/vod/7/.;",
            "")) {
      assertThat(raw(good.replace("/vod/7/seg.m4s", path))).as(path).isEqualTo(403);
    }
    assertThat(status("/media/demo-jwt/vod/7/seg.m4s")).isEqualTo(403);
    assertThat(status("/media/demo-jwt/token=a.b.c/vod/7/seg.m4s")).isEqualTo(403);
    assertThat(status(good.replaceFirst("token=", "other="))).isEqualTo(403);
    assertThat(status("/elsewhere")).isEqualTo(404);
    String unsigned = good.replaceFirst("token=[^.]*", "token=" + encode("{\"alg\":\"none\"}"));
    assertThat(status(unsigned)).isEqualTo(403);
  }

  @Test
  void tokenThatIsBoundToMoreIsDenied() throws Exception {
    connect();
    awaitStatus(200, target(grant().build()));
    assertThat(status(target(grant().ip("127.0.0.1").build()))).isEqualTo(403);
    assertThat(status(target(grant().methods(List.of("GET")).build()))).isEqualTo(403);
    assertThat(status(target(grant().countries(List.of("DE")).build()))).isEqualTo(403);
    assertThat(status(target(grant().domain("example.com").build()))).isEqualTo(403);
  }

  @Test
  void pathsAreUnderstoodAsEverywhere() throws Exception {
    connect();
    awaitStatus(200, target(grant().build()));
    KeyRing ring = new KeyRing(List.of(key.verificationKey()));
    int allowed = 0;
    List<String> patterns =
        List.of(
            PATH + "/vod/7/*",
            PATH + "/vod/7/seg.m4s",
            PATH + "/vod/?/seg.m4s",
            PATH + "/vod/*/x/*.m4s",
            "/vod/7/*",
            "/*/seg.m4s",
            "/*");
    List<String> paths =
        List.of("/vod/7/seg.m4s", "/vod/7/x/a.m4s", "/vod/77/seg.m4s", "/vod/7/", "/vod/7/x/", "/");
    for (String pattern : patterns) {
      SignedToken token =
          JWT.open(SEGMENT)
              .sign(
                  PlaybackGrant.expiringAt(NOW + 600).paths(List.of("/other/*", pattern)).build(),
                  BASE + "seg.m4s",
                  key.signingKey());
      String target = URI.create(token.url()).getRawPath();
      for (String path : paths) {
        String asked = target.replace("/vod/7/seg.m4s", path);
        boolean ours =
            JWT.open(SEGMENT)
                    .verify(new PlaybackRequest("GET", asked, name -> null, null), ring, NOW)
                instanceof Verdict.Allow;
        assertThat(status(asked) == 200).as("%s %s", pattern, path).isEqualTo(ours);
        allowed += ours ? 1 : 0;
      }
    }
    assertThat(allowed).isBetween(10, 30);
  }

  private void connect() {
    connect(Duration.ofSeconds(60));
  }

  private void connect(Duration stalenessLimit) {
    connector = new Connector(stalenessLimit);
  }

  private HaproxyMap target() {
    return new HaproxyMap(
        new RuntimeSocket(haproxy.socket(), Duration.ofSeconds(2)), haproxy.map());
  }

  /** connector-service, as it is wired. */
  private final class Connector implements AutoCloseable {
    private final RevocationReplica replica = new RevocationReplica();
    private final RevokedList list = new RevokedList();
    private final RevocationFeed feed;
    private final Delivery delivery;

    Connector(Duration stalenessLimit) {
      feed =
          new RevocationFeed(
              revocations.url(),
              replica,
              () -> "Bearer test",
              new ListUpdates(replica, list),
              FeedPace.DEFAULT);
      HaproxyMap target = target();
      delivery =
          new Delivery(
              "test",
              target,
              list.tap(target.reach()),
              () ->
                  (System.currentTimeMillis() - replica.ageMillis() + stalenessLimit.toMillis())
                      / 1000,
              new Defaults(stalenessLimit));
      feed.start();
      delivery.start();
    }

    @Override
    public void close() {
      feed.close();
      delivery.close();
    }
  }

  private record Defaults(Duration stalenessLimit) implements DeliveryConfig {
    @Override
    public Duration checkInterval() {
      return Duration.ofMillis(250);
    }

    @Override
    public Duration firstRetryDelay() {
      return Duration.ofMillis(50);
    }

    @Override
    public Duration maxRetryDelay() {
      return Duration.ofSeconds(2);
    }
  }

  private PlaybackGrant.Builder grant() {
    return PlaybackGrant.expiringAt(NOW + 600)
        .session("session-1")
        .paths(List.of(PATH + "/vod/7/*"));
  }

  private String target(PlaybackGrant grant) throws Exception {
    return target(grant, key);
  }

  private static String target(PlaybackGrant grant, Jwk signer) throws Exception {
    return URI.create(JWT.open(SEGMENT).sign(grant, BASE + "seg.m4s", signer.signingKey()).url())
        .getRawPath();
  }

  /** By what edges know the token: the digest of what was authenticated. */
  private String identity(String target) throws Exception {
    SignedFormat format = JWT.open(SEGMENT);
    PresentedToken token =
        (PresentedToken) format.cut(new PlaybackRequest("GET", target, name -> null, null));
    Authentication authentication =
        format.authenticate(token, new KeyRing(List.of(key.verificationKey())));
    return ((Authentication.Accepted) authentication).identity().value();
  }

  private void awaitStatus(int status, String target) {
    awaitStatus(status, target, LONG);
  }

  private void awaitStatus(int status, String target, Duration longest) {
    await()
        .atMost(longest)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> status(target) == status);
  }

  private int status(String target) throws IOException, InterruptedException {
    return get(target).statusCode();
  }

  private String body(String target) throws IOException, InterruptedException {
    return get(target).body();
  }

  private HttpResponse<String> get(String target) throws IOException, InterruptedException {
    return player.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + haproxy.port() + target)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Sends the target byte for byte, whatever it is. */
  private int raw(String target) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), haproxy.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      String line = new String(socket.getInputStream().readNBytes(12), UTF_8);
      return Integer.parseInt(line.substring(9));
    }
  }

  private static String pem(Jwk key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(key.verificationKey().key().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
