package io.playgate.playbacktoken.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudFrontDialectTest {
  private static final CloudFrontDialect DIALECT = new CloudFrontDialect();
  private static final long END = 1_800_000_000;
  private static final Jwk RSA = Jwk.generate("K2JCJMDEHXQW5F", "RS256", new SecureRandom());
  private static final Jwk EC = Jwk.generate("K2JCJMDEHXQW5G", "ES256", new SecureRandom());
  private static final KeyRing RING =
      new KeyRing(List.of(RSA.verificationKey(), EC.verificationKey()));
  private static final Placement QUERY = new Placement(Carrier.QUERY, "Signature", "", Map.of());
  private static final Placement COOKIE = new Placement(Carrier.COOKIE, "Signature", "", Map.of());

  private static SignedToken sign(PlaybackGrant grant, String url, Placement placement)
      throws UnsupportedGrantException {
    return Formats.open(DIALECT, placement).sign(grant, url, EC.signingKey());
  }

  private static Verdict verify(PlaybackRequest request, Placement placement) {
    return Formats.open(DIALECT, placement).verify(request, RING, END - 1);
  }

  @Test
  void theCannedPolicyIsToTheByteWhatCloudFrontRebuilds() {
    assertThat(Policy.canned("https://d.example/a?b=c", END))
        .isEqualTo(
            "{\"Statement\":[{\"Resource\":\"https://d.example/a?b=c\",\"Condition\":"
                + "{\"DateLessThan\":{\"AWS:EpochTime\":1800000000}}}]}");
  }

  @Test
  void aGrantOfAnExpiryAloneIsCanned() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).build();
    for (Jwk key : List.of(RSA, EC)) {
      SignedToken token =
          Formats.open(DIALECT, QUERY)
              .sign(grant, "https://d.example/a/m.m3u8?x=1", key.signingKey());

      assertThat(token.url())
          .matches(
              "https://d.example/a/m.m3u8\\?x=1&Expires=1800000000&Signature=[A-Za-z0-9~_-]+"
                  + "&Key-Pair-Id="
                  + key.kid()
                  + "&Hash-Algorithm=SHA256");
      assertThat(verify(Requests.get(token.url()), QUERY)).isInstanceOf(Verdict.Allow.class);
      for (String other :
          List.of(
              token.url().replace("x=1", "x=2"),
              token.url().replace("https:", "http:"),
              token.url().replace("d.example", "e.example"),
              token.url().replace("&Hash-Algorithm=SHA256", ""),
              token.url() + "&y=1")) {
        assertThat(verify(Requests.get(other), QUERY)).as(other).isInstanceOf(Verdict.Deny.class);
      }
    }
  }

  @Test
  void anEdgeSeesPathAndHostOnly() throws Exception {
    SignedToken token =
        sign(PlaybackGrant.expiringAt(END).build(), "https://d.example/a/m.m3u8", QUERY);
    String target = token.url().substring("https://d.example".length());
    Placement named =
        new Placement(Carrier.QUERY, "Signature", "", Map.of("origin", "https://d.example"));

    assertThat(verify(Requests.request("GET", target, Map.of("Host", "D.example"), null), QUERY))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify(Requests.request("GET", target, Map.of("Host", "e.example"), null), QUERY))
        .isInstanceOf(Verdict.Deny.class);
    assertThat(verify(Requests.get(target), QUERY)).isInstanceOf(Verdict.Deny.class);
    assertThat(verify(Requests.get(target), named)).isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void aCustomPolicyCarriesPatternStartAndAddress() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(END)
            .notBefore(END - 100)
            .ip("192.0.2.0/24")
            .paths(List.of("/live/42/*"))
            .build();
    for (Placement placement : List.of(QUERY, COOKIE)) {
      SignedToken token = sign(grant, "https://d.example/live/42/m.m3u8", placement);
      PlaybackRequest played =
          Requests.play(Requests.move(token, "/live/42/m.m3u8", "/live/42/seg.ts", placement));
      PlaybackRequest request =
          new PlaybackRequest("GET", played.target(), played.header(), "192.0.2.9");

      assertThat(verify(request, placement))
          .isInstanceOfSatisfying(
              Verdict.Allow.class, allow -> assertThat(allow.grant()).isEqualTo(grant));
      assertThat(
              verify(
                  new PlaybackRequest("GET", played.target(), played.header(), "192.0.3.9"),
                  placement))
          .isInstanceOfSatisfying(
              Verdict.Deny.class,
              deny -> assertThat(deny.code()).isEqualTo(DenyCode.CLIENT_ADDRESS));
    }
  }

  /**
   * The canned policy is text that CloudFront rebuilds: a quotation mark in a URL would write a
   * policy of its own. A custom one has wildcards, that no URL is meant to have.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | x=\",\"Resource\":\"* | url-query",
        "0 | x=a\\b | url-query",
        "1 | x=a\\b | url-query",
        "1 | x=a?b | url-wildcard",
        "1 | x=a*b | url-wildcard",
      })
  void aQueryThatAPolicyCannotSayIsRefused(int notBefore, String query, String code) {
    PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(END);
    if (notBefore > 0) {
      grant.notBefore(notBefore);
    }

    assertThatThrownBy(() -> sign(grant.build(), "https://d.example/a?" + query, QUERY))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "https://d.example/a/*, https://d.example/a/b/c, '', true",
    "https://d.example/a/*, https://d.example/a/b, x=1, true",
    "https://d.example/a/*.ts, https://d.example/a/b.ts, '', true",
    "https://d.example/a/*.ts, https://d.example/a/b.ts, x=1, false",
    "https://d.example/a/?.ts, https://d.example/a/b.ts, '', true",
    "https://d.example/a/?.ts, https://d.example/a/bb.ts, '', false",
    "http*://d.example/a, http://d.example/a, '', true",
    "http*://d.example/a, https://d.example/a, '', true",
    "*://*.example/a, https://d.example/a, '', true",
    "https://d.example/a, http://d.example/a, '', false",
    "https://*/a, https://d.example/b/a, '', false",
    "https://d.example/a\\?x=*, https://d.example/a, x=17, true",
    "https://d.example/a\\?x=*, https://d.example/a, y=17, false",
    "https://d.example/a\\?x=*, https://d.example/a, '', false",
    // As AWS' signers write a query, and its guide says: without a backslash.
    "https://d.example/a?x=1&y=2, https://d.example/a, x=1&y=2, true",
    "https://d.example/a?x=1&y=2, https://d.example/a, x=1&y=3, false",
    "https://d.example/a?x=1&y=2, https://d.example/a, '', false",
    "https://d.example/a?x=1, https://d.example/aXx=1, '', false",
    "https://d.example/a?x=*, https://d.example/a, x=17, true",
    "https://d.example/a?x=*, https://d.example/a, y=17, false",
    "https://d.example/a?x=?, https://d.example/a, x=1, true",
    "https://d.example/a?x=?, https://d.example/a, x=12, false",
    "https://d.example/a?x=/b/*, https://d.example/a, x=/b/c, true",
    "https://d.example/a?x=1, https://d.example/b, x=1, false",
    "https://d.example/*?x=1, https://d.example/a/b, x=1, true",
    "https://d.example/?/a?x=1, https://d.example/b/a, x=1, true",
    "https://d.example/?/a?x=1, https://d.example/bb/a, x=1, false",
    "https://d.example/a?v2, https://d.example/a, v2, true",
    "https://d.example/a?v2, https://d.example/a, v3, false",
    "https://d.example/a?v2, https://d.example/a, '', false",
    "https://d.example/a?v*, https://d.example/a, v17, true",
    "https://d.example/?.ts, https://d.example/a.ts, '', true",
    "https://d.example/?.ts, https://d.example/ab.ts, '', false",
    "https://d.example/?.ts, https://d.example/.ts, '', false",
    "https://d.example/?.ts, https://d.example/a.ts, x=1, false",
    "https://*, https://d.example/a/b, x=1, true",
    "https://*, https://d.example:8443/a, '', true",
    "https://*, http://d.example/a, '', false",
    "http*://*, http://d.example/a, '', true",
    "http?://d.example/*, https://d.example/a, '', true",
    "http?://d.example/*, http://d.example/a, '', false",
    "HTTPS://D.Example/a, https://d.example/a, '', true",
    "https://d.example/A, https://d.example/a, '', false",
    "https://d.example*, https://d.example/a, x=1, true",
    "https://d.example*, https://d.example.net/a, '', true",
    "https://d.example*, https://e.example/a, '', false",
    "https://d.example*/a, https://d.example/a, '', true",
    "https://d.example*/a, https://d.example/b, '', false",
    "*d.example/v/*, https://www.d.example/v/a, '', true",
    "*d.example/v/*, http://d.example/v/a, x=1, true",
    "*d.example/v/*, https://d.example.net/v/a, '', false",
    "*.example/v/*, https://d.example/v/a, '', true",
    "*.example/v/*, https://example/v/a, '', false",
    "*.example/v/*, https://d.other/.example/v/a, '', false",
    "*/v/*, https://d.example/v/a, '', true",
    "*/v/*, https://d.example/w/v/a, '', false",
    "*d.example, https://d.example/, '', true",
    "*d.example, https://d.example/a, '', false",
    "*d.example/a?u=http://x, https://d.example/a, u=http://x, true",
    "https://d.example:443/a, https://d.example/a, '', true",
    "https://d.example:8443/a, https://d.example:8443/a, '', true",
    "https://d.example:8443/a, https://d.example/a, '', false",
    "http://d.example:443/a, http://d.example/a, '', false",
    "http://d.example:80/a, http://d.example/a, '', true",
  })
  void wildcardsStayInTheirSection(String resource, String url, String query, boolean covered) {
    ResourcePattern pattern = ResourcePattern.parse(resource);
    int host = url.indexOf("://") + 3;
    int path = url.indexOf('/', host);

    assertThat(pattern).isNotNull();
    assertThat(
            pattern.covers(
                url.substring(0, host - 3), url.substring(host, path), url.substring(path), query))
        .isEqualTo(covered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "d.example/a", "ftp", "://d.example/a", "https:///a", "https://d\\e/a", "/a"})
  void aResourceThatIsNoUrlPatternIsRefused(String resource) {
    assertThat(ResourcePattern.parse(resource)).isNull();
  }

  /**
   * "If the URL has query parameters, don't use a backslash character to escape the question mark
   * character that begins the query string" (CloudFront's developer guide).
   */
  @Test
  void aCustomPolicyHasItsQueryWithoutABackslash() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).notBefore(END - 100).build();

    SignedToken token = sign(grant, "https://d.example/a?size=large&license=yes", QUERY);

    byte[] policy =
        CloudFrontBase64.decode(token.url().replaceFirst(".*[?&]Policy=([^&]*).*", "$1"));
    assertThat(new String(policy, StandardCharsets.UTF_8))
        .contains("\"Resource\":\"https://d.example/a?size=large&license=yes\"");
    assertThat(verify(Requests.play(token), QUERY)).isInstanceOf(Verdict.Allow.class);
  }

  /** What a viewer puts into the query must not become a pattern of other paths. */
  @ParameterizedTest
  @ValueSource(strings = {"2.mp4", "v2", "/b", "=1", "a/b=1"})
  void aQueryThatReadsLikeAPathIsRefused(String query) {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).notBefore(END - 100).build();

    assertThatThrownBy(() -> sign(grant, "https://d.example/v/1?" + query, QUERY))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-wildcard"));
  }

  @Test
  void aPatternThatReadsLikeAQueryIsRefused() {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).paths(List.of("/v/a?b=c")).build();

    assertThatThrownBy(() -> sign(grant, "https://d.example/v/aXb=c", QUERY))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-wildcard"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"Statement\":[]}",
        "{\"Statement\":[{}]}",
        "{\"Statement\":{}}",
        "{\"Statement\":[{\"Resource\":\"*\"}]}",
        "{\"Statement\":[{\"Resource\":\"*\",\"Condition\":{}}]}",
        "{\"Statement\":[{\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":\"1\"}}}]}",
        "{\"Statement\":[{\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1}}},{}]}",
        "{\"Statement\":[{\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1},\"X\":{\"y\":1}}}]}",
        "{\"Statement\":[{\"Effect\":\"Deny\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1}}}]}",
        "{\"Statement\":[{\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1}}}],\"Version\":1}",
        "{\"Statement\":[{\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1}}}]}x",
      })
  void aPolicyThatIsNotUnderstoodIsRefused(String json) {
    assertThatThrownBy(() -> Policy.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void refusesWhatAPolicyCannotSay() {
    Map<PlaybackGrant, String> refused =
        Map.of(
            PlaybackGrant.expiringAt(END).ip("2001:db8::1").build(), "ip-version",
            PlaybackGrant.expiringAt(END).ip("::ffff:192.0.2.1").build(), "ip-version",
            PlaybackGrant.expiringAt(END).paths(List.of("/a/*", "/b/*")).build(), "path-pattern",
            PlaybackGrant.expiringAt(END).session("s").build(), "session-not-carried");
    refused.forEach((grant, code) ->
        assertThatThrownBy(() -> sign(grant, "https://d.example/a/b", QUERY))
            .isInstanceOfSatisfying(
                UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code)));
  }

  @Test
  void theHashCanBeFixed() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).build();
    Placement sha1 = new Placement(Carrier.QUERY, "Signature", "", Map.of("hash", "SHA1"));
    Placement sha256 = new Placement(Carrier.QUERY, "Signature", "", Map.of("hash", "SHA256"));

    SignedToken old = sign(grant, "https://d.example/a", sha1);
    SignedToken current = sign(grant, "https://d.example/a", sha256);

    assertThat(old.url()).doesNotContain("Hash-Algorithm");
    assertThat(verify(Requests.get(old.url()), QUERY)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(Requests.get(old.url()), sha256)).isInstanceOf(Verdict.Deny.class);
    assertThat(verify(Requests.get(current.url()), sha1)).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void aTokenIsPlacedOnAnotherUrlAsItWasSigned() throws Exception {
    PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(END);
    String url = "https://d.example/v/a.m3u8?x=1";
    String other = "https://d.example/v/b/c.ts?y=2";
    for (PlaybackGrant each : List.of(grant.build(), grant.paths(List.of("/v/*")).build())) {
      for (Placement placement : List.of(QUERY, COOKIE)) {
        SignedToken token = sign(each, url, placement);
        SignedToken placed = Formats.open(DIALECT, placement).place(token.value(), other);

        assertThat(Formats.open(DIALECT, placement).place(token.value(), url)).isEqualTo(token);
        assertThat(verify(Requests.play(placed), placement) instanceof Verdict.Allow)
            .isEqualTo(!each.paths().isEmpty());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Expires=1&Signature=a, https://d.example/a?Expires=2, url-has-token",
    "Expires=1&Signature=a#, https://d.example/a, carrier-charset",
    "Expires=1&x=a, https://d.example/a, token-invalid",
    "Expires, https://d.example/a, token-invalid",
    "Expires=1&Signature=a, /a, url-invalid",
  })
  void whatCannotBePlacedIsRefused(String value, String url, String code) {
    assertThatThrownBy(() -> Formats.open(DIALECT, QUERY).place(value, url))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "hash, sha1, 'the option hash must be one of SHA1, SHA256'",
    "hash, '', 'the option hash must be one of SHA1, SHA256'",
    "origin, d.example, the option origin must be scheme and host",
    "origin, https://d.example/, the option origin must be scheme and host",
  })
  void aWrongOptionIsNotBound(String option, String value, String message) {
    Placement placement = new Placement(Carrier.COOKIE, "Signature", "", Map.of(option, value));

    assertThatThrownBy(() -> DIALECT.open(placement))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(option);
              assertThat(e).hasMessageStartingWith(message);
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"PATH", "HEADER"})
  void anotherCarrierIsNotBound(Carrier carrier) {
    assertThatThrownBy(() -> DIALECT.open(new Placement(carrier, "Signature", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }

  /** Both signing and verifying hold a URL against the option. */
  @Test
  void anotherOriginThanTheOptionsIsRefused() throws Exception {
    Placement named =
        new Placement(Carrier.QUERY, "Signature", "", Map.of("origin", "https://d.example"));
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).build();
    SignedToken token = sign(grant, "https://e.example/a", QUERY);

    assertThatThrownBy(() -> sign(grant, "https://e.example/a", named))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-origin"));
    assertThat(verify(Requests.get(token.url()), QUERY)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(Requests.get(token.url()), named)).isInstanceOf(Verdict.Deny.class);
  }
}
