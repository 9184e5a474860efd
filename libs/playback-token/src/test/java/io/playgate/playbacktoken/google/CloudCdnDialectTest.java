package io.playgate.playbacktoken.google;

import static io.playgate.playbacktoken.google.GoogleSamples.CLOUD_CDN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CloudCdnDialectTest {
  private static final CloudCdnDialect DIALECT = new CloudCdnDialect();
  private static final long EXPIRES = 1_549_751_401;
  private static final Placement QUERY = new Placement(Carrier.QUERY, "Signature", "", Map.of());
  private static final Placement COOKIE =
      new Placement(Carrier.COOKIE, "Cloud-CDN-Cookie", "", Map.of());
  private static final KeyRing RING = new KeyRing(List.of(CLOUD_CDN.verificationKey()));

  private static Verdict verify(String url) {
    return Formats.open(DIALECT, QUERY).verify(Requests.get(url), RING, EXPIRES - 1);
  }

  /** The signed URLs of GoogleCloudPlatform/python-docs-samples cdn/snippets_test.py. */
  @ParameterizedTest
  @CsvSource({
    "http://35.186.234.33/index.html, ?, CRFqQnVfFyiUyR63OQf-HRUpIwc=",
    "http://www.example.com/, ?, OqDUFfHpN5Vxga6r80bhsgxKves=",
    "http://www.example.com/some/path?some=query&another=param, &, 9Q9TCxSju8-W5nUkk5CuTrun2_o="
  })
  void reproducesGooglesSignedUrls(String url, String separator, String signature)
      throws Exception {
    String expected = url + separator + "Expires=1549751401&KeyName=my-key&Signature=" + signature;

    SignedToken token =
        Formats.open(DIALECT, QUERY)
            .sign(PlaybackGrant.expiringAt(EXPIRES).build(), url, CLOUD_CDN.signingKey());

    assertThat(token.url()).isEqualTo(expected);
    assertThat(verify(expected)).isInstanceOf(Verdict.Allow.class);
    for (String other :
        List.of(
            expected.replace("http:", "https:"),
            expected.replace("my-key", "my-key2"),
            expected.replace("my-key", "../my-key"),
            expected.replace("Expires=1", "Expires=2"),
            expected.replace("=1549751401", "=1549751401&Expires=1549751402"),
            expected + "&x=1",
            expected.replace("?", "?x=1&"),
            expected.replace("?", "?&"),
            expected.replace("&KeyName=my-key", "") + "&KeyName=my-key")) {
      assertThat(verify(other)).as(other).isInstanceOf(Verdict.Deny.class);
    }
  }

  @Test
  void aPrefixOpensItsHostAndPathsInQueryAndCookie() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(EXPIRES).paths(List.of("/live/42/*")).build();
    String url = "https://cdn.example/live/42/m.m3u8?a=b";
    SignedToken query = Formats.open(DIALECT, QUERY).sign(grant, url, CLOUD_CDN.signingKey());
    SignedToken cookie = Formats.open(DIALECT, COOKIE).sign(grant, url, CLOUD_CDN.signingKey());

    assertThat(query.url())
        .startsWith(
            url
                + "&URLPrefix=aHR0cHM6Ly9jZG4uZXhhbXBsZS9saXZlLzQyLw==&Expires=1549751401"
                + "&KeyName=my-key&Signature=");
    assertThat(cookie.cookies().get("Cloud-CDN-Cookie"))
        .startsWith(
            "URLPrefix=aHR0cHM6Ly9jZG4uZXhhbXBsZS9saXZlLzQyLw==:Expires=1549751401"
                + ":KeyName=my-key:Signature=");
    assertThat(verify(query.url())).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(query.url() + "&x=1")).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(query.url().replace("m.m3u8", "1.ts"))).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(query.url().replace("/42/", "/43/"))).isInstanceOf(Verdict.Deny.class);
    assertThat(verify(query.url().replace("cdn.", "cdm."))).isInstanceOf(Verdict.Deny.class);
    assertThat(Formats.open(DIALECT, COOKIE).verify(Requests.play(cookie), RING, EXPIRES - 1))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(Formats.open(DIALECT, COOKIE).verify(Requests.play(cookie), RING, EXPIRES))
        .isInstanceOf(Verdict.Deny.class);
  }

  /** Behind a proxy that ends TLS, a request names a path only. */
  @Test
  void theOriginOfARequestIsItsHostOverHttpsOrWhatTheOptionSays() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(EXPIRES).paths(List.of("/*")).build();
    SignedToken token =
        Formats.open(DIALECT, QUERY).sign(grant, "https://cdn.example/a", CLOUD_CDN.signingKey());
    String target = token.url().substring("https://cdn.example".length());
    Placement named =
        new Placement(Carrier.QUERY, "Signature", "", Map.of("origin", "https://cdn.example"));

    assertThat(
            Formats.open(DIALECT, QUERY)
                .verify(
                    Requests.request("GET", target, Map.of("host", "cdn.example"), null),
                    RING,
                    EXPIRES - 1))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(
            Formats.open(DIALECT, QUERY)
                .verify(
                    Requests.request("GET", target, Map.of("host", "edge.internal"), null),
                    RING,
                    EXPIRES - 1))
        .isInstanceOf(Verdict.Deny.class);
    assertThat(verify(target)).isInstanceOf(Verdict.Deny.class);
    assertThat(
            Formats.open(DIALECT, named)
                .verify(
                    Requests.request("GET", target, Map.of("host", "edge.internal"), null),
                    RING,
                    EXPIRES - 1))
        .isInstanceOf(Verdict.Allow.class);
  }

  @ParameterizedTest
  @CsvSource({
    "path-not-prefix, /a, COOKIE, https://cdn.example/a",
    "path-not-prefix, /a/*/b*, QUERY, https://cdn.example/a",
    "url-has-token, /a/*, QUERY, https://cdn.example/a?Signature=x"
  })
  void refusesToSignWithANamedError(String code, String path, Carrier carrier, String url) {
    PlaybackGrant grant = PlaybackGrant.expiringAt(EXPIRES).paths(List.of(path)).build();

    assertThatThrownBy(() ->
            Formats.open(DIALECT, carrier == Carrier.QUERY ? QUERY : COOKIE)
                .sign(grant, url, CLOUD_CDN.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void keysHaveSixteenBytes() {
    Jwk longer = GoogleSamples.key("my-key", "HS1", "g_SlMILiIWKqsC6Z2L7gy0sReDOqtSrJrE7CXNr5Nl8");

    assertThatThrownBy(() ->
            Formats.open(DIALECT, QUERY)
                .sign(
                    PlaybackGrant.expiringAt(EXPIRES).build(),
                    "https://cdn.example/a",
                    longer.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("key-length"));
  }

  @Test
  void aTokenIsPlacedOnAnotherUrlAsItWasSigned() throws Exception {
    String url = "https://cdn.example/live/42/m.m3u8?a=b";
    PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(EXPIRES);
    SignedToken bound =
        Formats.open(DIALECT, QUERY).sign(grant.build(), url, CLOUD_CDN.signingKey());
    assertThat(Formats.open(DIALECT, QUERY).place(bound.value(), url)).isEqualTo(bound);

    grant.paths(List.of("/live/42/*"));
    for (Placement placement : List.of(QUERY, COOKIE)) {
      SignedFormat format = Formats.open(DIALECT, placement);
      SignedToken token = format.sign(grant.build(), url, CLOUD_CDN.signingKey());
      SignedToken placed = format.place(token.value(), "https://cdn.example/live/42/v/1.ts");

      assertThat(format.place(token.value(), url)).isEqualTo(token);
      assertThat(format.verify(Requests.play(placed), RING, EXPIRES - 1))
          .isInstanceOf(Verdict.Allow.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "url-has-token, https://cdn.example/a?URLPrefix=x, Expires=1&KeyName=k&Signature=s",
    "token-invalid, https://cdn.example/a, Expires=1:KeyName=k&x=s",
    "token-invalid, https://cdn.example/a, Expires",
    "carrier-charset, https://cdn.example/a, Expires=1#&KeyName=k&Signature=s",
    "url-invalid, /a, Expires=1&KeyName=k&Signature=s",
  })
  void whatCannotBePlacedIsRefused(String code, String url, String value) {
    assertThatThrownBy(() -> Formats.open(DIALECT, QUERY).place(value, url))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "QUERY, cdn.example",
    "COOKIE, ftp://cdn.example",
    "QUERY, https://cdn.example/",
    "COOKIE, ''",
  })
  void aWrongOriginIsNotBound(Carrier carrier, String origin) {
    assertThatThrownBy(
            () -> DIALECT.open(new Placement(carrier, "cdn", "", Map.of("origin", origin))))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo("origin");
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"PATH", "HEADER"})
  void anotherCarrierIsNotBound(Carrier carrier) {
    assertThatThrownBy(() -> DIALECT.open(new Placement(carrier, "cdn", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }
}
