package io.playgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.FakeOrigin;
import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Neighbours.Profile;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.uri.RequestTarget;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class MediaTest extends EdgeTest {

  static final List<Profile> PROFILES =
      List.of(
          Neighbours.EDGEAUTH,
          Neighbours.EDGEAUTH_QUERY,
          Neighbours.JWT,
          Neighbours.JWT_HEADER,
          Neighbours.JWT_COOKIE,
          Neighbours.OPAQUE);

  // ---- What may pass

  @ParameterizedTest
  @FieldSource("PROFILES")
  void everyKindOfFileIsServed(Profile profile) {
    PlaybackGrant grant = neighbours.session(profile).build();
    for (String file : List.of("master.m3u8", "init.mp4", "seg1.m4s", "key.bin")) {
      assertThat(get(issue(profile, grant, file)).status()).as(file).isEqualTo(200);
    }
    assertThat(get(issue(profile, grant, "seg1.m4s")).body()).isEqualTo(FakeOrigin.SEGMENT);
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void headTellsTheLengthAndSendsNoBody(Profile profile) {
    Player.Answer answer =
        send("HEAD", issue(profile, neighbours.session(profile).build(), "seg1.m4s"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("200000");
    assertThat(neighbours.origin().last().method()).isEqualTo("HEAD");
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void aRangeIsPartialContent(Profile profile) {
    SignedToken token = issue(profile, neighbours.session(profile).build(), "seg1.m4s");
    Player.Answer part = get(token, "Range: bytes=100-199");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Range")).isEqualTo("bytes 100-199/200000");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(FakeOrigin.SEGMENT, 100, 200));
    Player.Answer tail = get(token, "Range: bytes=199990-");
    assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(FakeOrigin.SEGMENT, 199990, 200000));
    assertThat(get(token, "Range: bytes=999999-").status()).isEqualTo(416);
  }

  @Test
  void severalRangesComeAsTheOriginSendsThem() {
    Player.Answer answer =
        player().get(play(Neighbours.JWT, "seg1.m4s"), "Range: bytes=0-9,100-109");
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("Content-Type")).startsWith("multipart/byteranges");
    assertThat(answer.text()).contains("bytes 0-9/200000", "bytes 100-109/200000");
  }

  @Test
  void aConditionalRequestIsNotModified() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    String etag = player().get(target).header("ETag");
    Player.Answer answer = player().get(target, "If-None-Match: " + etag);
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("ETag")).isEqualTo(etag);
  }

  @Test
  void whatTheOriginDoesNotHaveIsItsOwn404() {
    assertThat(player().get(play(Neighbours.JWT, "nothing.m4s")).status()).isEqualTo(404);
  }

  @Test
  void sharedCachesMayNotKeepIt() {
    Player.Answer answer = player().get(play(Neighbours.JWT, "seg1.m4s"));
    assertThat(answer.headers("Cache-Control")).containsExactly("private, max-age=60");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("X-Accel-Redirect")).isEmpty();
  }

  @Test
  void aRedirectOfTheOriginStaysBeneathTheBasePathWithItsToken() {
    SignedToken token =
        issue(Neighbours.JWT, neighbours.session(Neighbours.JWT).build(), "redirect");
    Player.Answer answer = get(token);
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location"))
        .isEqualTo("/media/demo-jwt/token=" + token.value() + "/vod/clock/seg1.m4s");
    assertThat(player().get(answer.header("Location")).status()).isEqualTo(200);
  }

  // ---- What the origin sees

  @ParameterizedTest
  @FieldSource("PROFILES")
  void theOriginNeverSeesTheToken(Profile profile) {
    SignedToken token = issue(profile, neighbours.session(profile).build(), "seg1.m4s");
    get(
        token,
        "Referer: http://page.test/player?u=" + token.value(),
        "X-Debug: " + token.value(),
        "X-Original-URL: /secret",
        "X-Rewrite-URL: /secret",
        "X-Forwarded-For: 203.0.113.9",
        "Connection: X-Hop",
        "X-Hop: 1");
    FakeOrigin.Seen seen = neighbours.origin().last();
    assertThat(seen.target()).isEqualTo("/packages/vod/clock/seg1.m4s");
    assertThat(seen.headers().toString()).doesNotContain(token.value());
    assertThat(seen.headers().getFirst("Referer")).isEqualTo("http://page.test/");
    assertThat(seen.headers())
        .doesNotContainKeys("X-original-url", "X-rewrite-url", "X-debug", "X-hop");
    assertThat(seen.headers().get("X-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(seen.headers().getFirst("X-forwarded-host")).isEqualTo("edge.test");
    assertThat(seen.headers().getFirst("X-forwarded-proto")).isEqualTo("http");
    if (profile.equals(Neighbours.JWT_COOKIE)) {
      assertThat(seen.headers().getFirst("Cookie")).isEqualTo("a=1");
    }
  }

  /** "Not headers by which some servers take another path or method" (docs/reference/edge.md). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Original-URI",
        "X-Original-URL",
        "X-Original-Method",
        "X-Rewrite-URL",
        "X-Override-URL",
        "X-HTTP-Method",
        "X-HTTP-Method-Override",
        "X-Method-Override",
        "X-Host",
        "X-Real-IP",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-Forwarded-Prefix",
        "X-Forwarded-Path",
        "X-Forwarded-Port",
        "X-Forwarded-Uri",
        "X-Forwarded-Server",
        "X-Forwarded-Scheme",
        "X_Forwarded_For",
        "X_Original_URL",
        "Forwarded",
        "Proxy",
        "X-Envoy-Original-Path",
        "X-Accel-Redirect",
        "X-Amz-Copy-Source",
        "Content-Type"
      })
  void headersThatOverrideDoNotReachTheOrigin(String name) {
    assertThat(player().get(play(Neighbours.JWT, "seg1.m4s"), name + ": evil").status())
        .isEqualTo(200);
    assertThat(neighbours.origin().last().headers().toString()).doesNotContain("evil");
  }

  /** The edge's own port and its origin: no connection becomes another protocol's. */
  @ParameterizedTest
  @ValueSource(strings = {"h2c", "websocket", "TLS/1.0"})
  void noConnectionIsUpgraded(String protocol) {
    Player.Answer answer =
        player()
            .raw(
                "GET "
                    + play(Neighbours.JWT, "seg1.m4s")
                    + " HTTP/1.1\r\nHost: edge.test\r\nUpgrade: "
                    + protocol
                    + "\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Connection: Upgrade, HTTP2-Settings\r\n\r\n",
                false);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Upgrade")).isEmpty();
    assertThat(neighbours.origin().last().headers())
        .doesNotContainKeys("Upgrade", "Http2-settings", "Sec-websocket-key");
  }

  @Test
  void otherParametersReachTheOriginInTheirOrder() {
    String target = play(Neighbours.EDGEAUTH_QUERY, "seg1.m4s");
    player().get(target.replace("?", "?_HLS_msn=3&") + "&_HLS_part=1");
    assertThat(neighbours.origin().last().target())
        .isEqualTo("/packages/vod/clock/seg1.m4s?_HLS_msn=3&_HLS_part=1");
  }

  @Test
  void theOriginSeesThePathThatWasJudged() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    assertThat(player().get(target.replace("/seg1.m4s", "/x/../%73eg1.m4s")).status())
        .isEqualTo(200);
    assertThat(neighbours.origin().last().target()).isEqualTo("/packages/vod/clock/seg1.m4s");
  }

  // ---- What may not

  @ParameterizedTest
  @FieldSource("PROFILES")
  void anExpiredTokenIsRefused(Profile profile) {
    long now = System.currentTimeMillis() / 1000;
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(now)
            .issuedAt(now - 60)
            .session("session-that-has-expired")
            .tokenId("0123456789abcdef")
            .paths(List.of(profile.basePath() + "/vod/clock/*"))
            .build();
    get(issue(profile, grant, "seg1.m4s")).isDenied("token-expired");
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void aTokenOfAnotherAssetIsRefused(Profile profile) {
    PlaybackGrant grant =
        neighbours.session(profile).paths(List.of(profile.basePath() + "/vod/bars/*")).build();
    get(issue(profile, grant, "seg1.m4s")).isDenied("outside-acl");
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void oneChangedByteIsRefused(Profile profile) {
    SignedToken token = issue(profile, neighbours.session(profile).build(), "seg1.m4s");
    String value = token.value();
    assertThat(get(token).status()).isEqualTo(200);
    for (int at = 0; at < value.length(); at += 7) {
      char changed = value.charAt(at) == 'A' ? 'B' : 'A';
      String forged = value.substring(0, at) + changed + value.substring(at + 1);
      if (profile.dialect().equals("edgeauth") && forged.equalsIgnoreCase(value)) {
        continue;
      }
      SignedToken other =
          new SignedToken(
              token.url().replace(value, forged),
              forged,
              replaced(token.cookies(), value, forged),
              replaced(token.headers(), value, forged));
      Player.Answer answer = get(other);
      assertThat(answer.status()).as("byte " + at).isEqualTo(403);
      assertThat(answer.header("Playgate-Deny")).as("byte " + at).isEqualTo("token-invalid");
    }
  }

  private static java.util.Map<String, String> replaced(
      java.util.Map<String, String> all, String from, String to) {
    return all.entrySet().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                java.util.Map.Entry::getKey, entry -> entry.getValue().replace(from, to)));
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void noTokenIsTokenMissing(Profile profile) {
    player().get(profile.basePath() + "/vod/clock/seg1.m4s").isDenied("token-missing");
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void aTokenOfAnotherProfileIsRefused(Profile profile) {
    Profile other = profile.dialect().equals("jwt") ? Neighbours.EDGEAUTH : Neighbours.JWT;
    SignedToken token = issue(other, neighbours.session(other).build(), "seg1.m4s");
    SignedToken wrong =
        switch (profile.carrier()) {
          case PATH ->
              new SignedToken(
                  "http://e"
                      + profile.basePath()
                      + "/"
                      + profile.tokenName()
                      + "="
                      + token.value()
                      + "/vod/clock/seg1.m4s",
                  token.value(),
                  java.util.Map.of(),
                  java.util.Map.of());
          default -> null;
        };
    if (wrong != null) {
      get(wrong).isDenied("token-invalid");
    }
  }

  @Test
  void aBindingToAnotherAddressIsRefused() {
    for (Profile profile : PROFILES) {
      get(issue(profile, neighbours.session(profile).ip("192.0.2.1").build(), "seg1.m4s"))
          .isDenied("binding");
      assertThat(
              get(issue(profile, neighbours.session(profile).ip("127.0.0.1").build(), "seg1.m4s"))
                  .status())
          .as(profile.id())
          .isEqualTo(200);
    }
  }

  @Test
  void aBindingToASiteIsHeldAgainstOriginAndReferer() {
    SignedToken token =
        issue(
            Neighbours.JWT,
            neighbours.session(Neighbours.JWT).domain("player.example").build(),
            "seg1.m4s");
    assertThat(get(token, "Origin: https://player.example").status()).isEqualTo(200);
    assertThat(get(token, "Referer: https://player.example/watch").status()).isEqualTo(200);
    get(token, "Origin: https://evil.example").isDenied("binding");
    get(token).isDenied("binding");
  }

  @Test
  void aTokenAtAnotherPlaceThanTheCarrierSaysIsRefused() {
    String inPath = play(Neighbours.JWT, "seg1.m4s");
    String value = inPath.substring(inPath.indexOf("token=") + 6, inPath.indexOf("/vod"));
    player().get("/media/demo-jwt/vod/clock/seg1.m4s?token=" + value).isDenied("token-invalid");
    player()
        .get("/media/demo-jwt/vod/token=" + value + "/clock/seg1.m4s")
        .isDenied("token-invalid");
    player()
        .get("/media/demo-jwt/vod/clock/seg1.m4s", "Authorization: Bearer " + value)
        .isDenied("token-missing");
    String inQuery = play(Neighbours.EDGEAUTH_QUERY, "seg1.m4s");
    String query = inQuery.substring(inQuery.indexOf('?') + 1);
    player()
        .get("/media/demo-edgeauth-query/" + query + "/vod/clock/seg1.m4s")
        .isDenied("token-invalid");
  }

  @Test
  void twoTokensAreRefused() {
    String inPath = play(Neighbours.JWT, "seg1.m4s");
    String segment = inPath.substring("/media/demo-jwt".length(), inPath.indexOf("/vod"));
    player().get(inPath.replace("/vod", segment + "/vod")).isDenied("token-invalid");
    player().get(inPath + "?" + segment.substring(1)).isDenied("token-invalid");
    String inQuery = play(Neighbours.EDGEAUTH_QUERY, "seg1.m4s");
    player()
        .get(inQuery + "&" + inQuery.substring(inQuery.indexOf('?') + 1))
        .isDenied("token-invalid");
    SignedToken header =
        issue(Neighbours.JWT_HEADER, neighbours.session(Neighbours.JWT_HEADER).build(), "seg1.m4s");
    get(header, "X-Playback-Token: " + header.value()).isDenied("token-invalid");
    SignedToken cookie =
        issue(Neighbours.JWT_COOKIE, neighbours.session(Neighbours.JWT_COOKIE).build(), "seg1.m4s");
    get(cookie, "Cookie: playback=" + cookie.value()).isDenied("token-invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../secret",
        "/%2e%2e/%2e%2e/%2e%2e/secret",
        "/..%2f..%2fsecret",
        "/a%2fb.m4s",
        "/a%5cb.m4s",
        "/a\\..\\b",
        "/%252e%252e/x",
        "/a%00b",
        "/a%0d%0aX-Evil:%201",
        "/%c0%ae%c0%ae/x",
        "/%zz",
        "/%",
        "/..;/x",
        "/a#b",
        "/\u00e9"
      })
  void anAmbiguousPathIsRefused(String suffix) {
    for (Profile profile : List.of(Neighbours.JWT, Neighbours.EDGEAUTH_QUERY)) {
      String target = play(profile, "seg1.m4s").replace("/seg1.m4s", suffix);
      int before = neighbours.origin().requests();
      Player.Answer answer = player().get(target);
      assertThat(answer.status()).as(suffix).isIn(400, 403);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(neighbours.origin().requests()).isEqualTo(before);
    }
  }

  @Test
  void dotSegmentsDoNotLeadOutOfTheAsset() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    player().get(target.replace("/clock/", "/clock/../bars/")).isDenied("outside-acl");
    player().get(target.replace("/clock/", "/clock/%2E%2E/bars/")).isDenied("outside-acl");
  }

  static Stream<String> paths() {
    return Stream.of(
        "/",
        "/nothing",
        "/media",
        "/media/",
        "/media/demo-jwt-evil/x",
        "/q/health",
        "//",
        "/media/demo");
  }

  @Test
  void aPathUnderNoProfileIsNotFound() {
    paths().forEach(path -> player().get(path).isProblem(404, "not-found"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE"})
  void otherMethodsAreNotAllowed(String method) {
    Player.Answer answer = player().send(method, play(Neighbours.JWT, "seg1.m4s"));
    answer.isProblem(405, "method-not-allowed");
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROPFIND", "get", "ZZZ"})
  void inventedMethodsAreNotImplemented(String method) {
    player().send(method, play(Neighbours.JWT, "seg1.m4s")).isProblem(501, "not-implemented");
  }

  @Test
  void optionsWithoutPreflightTellsTheMethods() {
    Player.Answer answer = player().send("OPTIONS", play(Neighbours.JWT, "seg1.m4s"));
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void aBodyIsRefused() {
    player()
        .raw(
            "GET "
                + play(Neighbours.JWT, "seg1.m4s")
                + " HTTP/1.1\r\nHost: e\r\nContent-Length: 4\r\n\r\nabcd",
            false)
        .isProblem(400, "malformed-request");
    player()
        .raw(
            "GET "
                + play(Neighbours.JWT, "seg1.m4s")
                + " HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            false)
        .isProblem(400, "malformed-request");
  }

  @Test
  void anAbsoluteTargetIsJudgedAsItsPath() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    assertThat(player().get("http://edge.test" + target).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void theLongestTargetIsJudgedAndALongerOneRefused(Profile profile) {
    SignedToken token = issue(profile, neighbours.session(profile).build(), "seg1.m4s");
    String target = Player.target(token.url());
    String padded = target + (target.contains("?") ? "&pad=" : "?pad=");
    String longest = padded + "a".repeat(RequestTarget.MAX_LENGTH - padded.length());
    String[] carried =
        Stream.concat(
                token.cookies().entrySet().stream()
                    .map(cookie -> "Cookie: " + cookie.getKey() + "=" + cookie.getValue()),
                token.headers().entrySet().stream()
                    .map(header -> header.getKey() + ": " + header.getValue()))
            .toArray(String[]::new);

    Player.Answer answer = player().get(longest, carried);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(neighbours.origin().last().target()).hasSizeGreaterThan(14_000);
    player().get(longest + "a", carried).isDenied("token-invalid");
  }

  @Test
  void aTokenOfManyPathsPlays() {
    List<String> paths =
        IntStream.range(0, 50)
            .mapToObj(i -> Neighbours.JWT.basePath() + "/vod/" + "long-name-".repeat(8) + i + "/*")
            .collect(Collectors.toCollection(ArrayList::new));
    paths.add(Neighbours.JWT.basePath() + "/vod/clock/*");
    SignedToken token =
        issue(Neighbours.JWT, neighbours.session(Neighbours.JWT).paths(paths).build(), "seg1.m4s");

    assertThat(token.url().length()).isGreaterThan(6000);
    assertThat(get(token).body()).isEqualTo(FakeOrigin.SEGMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/media/demo-jwt/token=", "/authorize/media/demo-jwt/token=", "/q/"})
  void aRequestLineThatIsTooLongIs414(String start) {
    Player.Answer answer = player().get(start + "a".repeat(17_000) + "/vod/x");

    assertThat(answer.status()).isEqualTo(414);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void hugeTokensHeadersAndGarbageAreRefusedAndNeverAnError() {
    player().get("/media/demo-jwt/token=" + "a".repeat(8000) + "/vod/x").isDenied("token-invalid");
    player()
        .get("/media/demo-jwt/token=" + "a".repeat(10_000) + "/vod/x")
        .isDenied("token-invalid");
    assertThat(player().get("/media/demo-jwt/token=" + "a".repeat(20_000) + "/x").status())
        .isEqualTo(414);
    assertThat(player().get("/media/demo-jwt/x", "X-Huge: " + "a".repeat(40_000)).status())
        .isEqualTo(431);
    for (String garbage :
        List.of(
            "GARBAGE\r\n\r\n",
            "GET  HTTP/1.1\r\nHost: e\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: e\r\n\r\n",
            "GET /media/demo-jwt/x HTTP/1.1\r\n\r\n",
            "GET media HTTP/1.1\r\nHost: e\r\n\r\n",
            "GET * HTTP/1.1\r\nHost: e\r\n\r\n",
            "GET http:// HTTP/1.1\r\nHost: e\r\n\r\n",
            "GET http://[::1 HTTP/1.1\r\nHost: e\r\n\r\n",
            "GET /media/demo-jwt/{}|^` HTTP/1.1\r\nHost: e\r\nOrigin: http://e\r\n\r\n",
            "GET /media/demo-jwt/x HTTP/1.1\r\nHost: a b\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: e\r\n\r\n",
            "CONNECT e:443 HTTP/1.1\r\nHost: e\r\n\r\n")) {
      Player.Answer answer = player().raw(garbage, false);
      assertThat(answer.status()).as(garbage).isBetween(200, 499);
    }
  }
}
