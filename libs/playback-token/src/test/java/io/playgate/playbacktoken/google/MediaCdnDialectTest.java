package io.playgate.playbacktoken.google;

import static io.playgate.playbacktoken.google.GoogleSamples.ED25519;
import static io.playgate.playbacktoken.google.GoogleSamples.HMAC_SHA1;
import static io.playgate.playbacktoken.google.GoogleSamples.HMAC_SHA256;
import static io.playgate.playbacktoken.google.GoogleSamples.PATH_COMPONENT;
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
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaCdnDialectTest {
  private static final MediaCdnDialect DIALECT = new MediaCdnDialect();
  private static final long STARTS = 1_663_027_200;
  private static final long EXPIRES = 1_663_070_400;
  private static final Placement QUERY = query(Map.of());
  private static final Placement PATH =
      new Placement(Carrier.PATH, "edge-cache-token", "", Map.of());
  private static final KeyRing RING =
      new KeyRing(
          List.of(
              HMAC_SHA1.verificationKey(),
              HMAC_SHA256.verificationKey(),
              ED25519.verificationKey(),
              PATH_COMPONENT.verificationKey()));

  private static Placement query(Map<String, String> options) {
    return new Placement(Carrier.QUERY, "edge-cache-token", "", options);
  }

  private static Verdict verify(String target, Map<String, String> headers, @Nullable String ip) {
    return Formats.open(DIALECT, QUERY)
        .verify(Requests.request("GET", target, headers, ip), RING, EXPIRES - 1);
  }

  private static Verdict verify(String target) {
    return verify(target, Map.of(), null);
  }

  /** A token whose text before the signature is the one given, signed for the sample's key. */
  private static String signed(String text) throws UnsupportedGrantException {
    byte[] mac = Signatures.sign(HMAC_SHA256.signingKey(), text.getBytes(StandardCharsets.UTF_8));
    return "/a?edge-cache-token=" + text + "~hmac=" + HexFormat.of().formatHex(mac);
  }

  private static Jwk key(String algorithm) {
    return switch (algorithm) {
      case "EdDSA" -> ED25519;
      case "HS256" -> HMAC_SHA256;
      default -> HMAC_SHA1;
    };
  }

  /** The tokens of GoogleCloudPlatform/python-docs-samples media_cdn/dualtoken_test.py. */
  @ParameterizedTest
  @CsvSource({
    "EdDSA, prefix,"
        + " URLPrefix=aHR0cDovLzEwLjIwLjMwLjQwLw~Expires=1663070400~Signature=OQLXEjnApFGJaGZ_jvp2R7VY5q3ic-HT3igFpi9iPsJRXtQuvPF4cxZUT-rtCqzteXx3vSRhk09FxgDQauO_DA",
    "EdDSA, globs,"
        + " PathGlobs=/*~Expires=1663070400~Signature=9pBdD_6O6LB-4V67HZ_SOc2G_jIkSZ_tMsKnVqElmPlwKB_xDiW7DKAnv8L8CmweeZquaLFlnLogbMcIV8bNCQ",
    "EdDSA, path,"
        + " FullPath~Expires=1663070400~Signature=X74OTNjtseIUmsab-YiOTZ8jyX_KG7v4YQWwcFpfFmjhzaX8NdweMc9Wglj8wxEsEW85g3_MBG3T9jzLZFQDCw",
    "HS1, prefix,"
        + " URLPrefix=aHR0cDovLzEwLjIwLjMwLjQwLw~Expires=1663070400~hmac=6f5b4bb82536810d5ee111cba3e534d49c6ac3cb",
    "HS1, globs, PathGlobs=/*~Expires=1663070400~hmac=c1c446eea24faa31392519f975fea7eefb945625",
    "HS1, path, FullPath~Expires=1663070400~hmac=7af78177d6bc001d5626eefe387b1774a4a99ca2",
    "HS256, prefix,"
        + " URLPrefix=aHR0cDovLzEwLjIwLjMwLjQwLw~Expires=1663070400~hmac=409722313cf6d987da44bb360e60dccc3d79764520fc5e3b57654e1d4d2c862e",
    "HS256, globs,"
        + " PathGlobs=/*~Expires=1663070400~hmac=9439ecdd5c4919f76f915dea72afa85a045579794e63d8cda664f5a1140c8d93",
    "HS256, path,"
        + " FullPath~Expires=1663070400~hmac=365b41fd77297371d890fc9a56e4e3d3baa4c7afbd230a0e9a81c8e1bcab9420"
  })
  void reproducesGooglesTokens(String algorithm, String scope, String expected) throws Exception {
    Placement placement =
        query(Map.of("scope", scope.equals("prefix") ? "url-prefix" : "path-globs"));
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(EXPIRES)
            .paths(scope.equals("path") ? List.of() : List.of("/*"))
            .build();

    String url = "http://10.20.30.40/example.m3u8";
    String token =
        Formats.open(DIALECT, placement).sign(grant, url, key(algorithm).signingKey()).value();

    assertThat(token).isEqualTo(expected);
    assertThat(verify(url + "?edge-cache-token=" + token)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify("http://10.20.30.41/other.m3u8?edge-cache-token=" + token))
        .isInstanceOf(scope.equals("globs") ? Verdict.Allow.class : Verdict.Deny.class);
  }

  /**
   * The same file's tokens with every parameter. Their IPRanges hold {@code 2001:db8:4a7f:a732/64},
   * which is no IPv6 prefix, so they are reproduced field by field.
   */
  @ParameterizedTest
  @CsvSource({
    "EdDSA,"
        + " ~Signature=A7u67hveGxGvP8KBWZlUuH0IsqhS4a2lcsXwy3uc4X3zaVuw7LY-2FQT1ZF8UxkSFAsDS3_0LYnXwXB2XdepDg",
    "HS1, ~hmac=b8242e8b76cbfbbd61b3540ed0eb60a2ec2fdbdb",
    "HS256, ~hmac=dda9c3d6f3b2e867a09fbb76209ea138dd81f8512210f970d1e92f90927bef4b"
  })
  void readsTheSignatureOfGooglesTokenWithEveryField(String algorithm, String signature) {
    String token =
        "PathGlobs=/*~Starts=1663027200~Expires=1663070400~SessionID=test-id~Data=test-data"
            + "~Headers=Foo,BAZ~IPRanges=MjAzLjAuMTEzLjAvMjQsMjAwMTpkYjg6NGE3ZjphNzMyLzY0"
            + signature;
    KeyRing ring = new KeyRing(List.of(key(algorithm).verificationKey()));
    PlaybackRequest genuine =
        Requests.request(
            "GET",
            "/x?edge-cache-token=" + token,
            Map.of("foo", "bar", "baz", "quux"),
            "203.0.113.9");
    PlaybackRequest otherHeader =
        Requests.request(
            "GET",
            "/x?edge-cache-token=" + token,
            Map.of("foo", "bar", "baz", "other"),
            "203.0.113.9");

    assertThat(Formats.open(DIALECT, QUERY).verify(genuine, ring, EXPIRES - 1))
        .isInstanceOfSatisfying(
            Verdict.Deny.class,
            deny -> {
              assertThat(deny.code()).isEqualTo(DenyCode.MALFORMED);
              assertThat(deny.detail()).contains("IPRanges");
            });
    assertThat(Formats.open(DIALECT, QUERY).verify(otherHeader, ring, EXPIRES - 1))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.SIGNATURE));
  }

  @Test
  void everyFieldRestricts() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(EXPIRES)
            .notBefore(STARTS)
            .paths(List.of("/tv/*", "/film/?.m3u8"))
            .session("s-1")
            .data("a:b=c")
            .ip("203.0.113.0/24")
            .build();
    Placement placement = query(Map.of("headers", "Foo=bar,BAZ=quux"));
    String url =
        Formats.open(DIALECT, placement)
            .sign(grant, "https://cdn.example/tv/1", ED25519.signingKey())
            .url();
    Map<String, String> headers = Map.of("Foo", "bar", "BAZ", "quux");

    assertThat(url)
        .contains(
            "?edge-cache-token=PathGlobs=/tv/*!/film/?.m3u8~Starts=1663027200~Expires=1663070400"
                + "~SessionID=s-1~Data=a:b=c~Headers=Foo,BAZ~IPRanges=MjAzLjAuMTEzLjAvMjQ~Signature=");
    assertThat(verify(url, headers, "203.0.113.7"))
        .isInstanceOfSatisfying(
            Verdict.Allow.class,
            allow -> {
              assertThat(allow.grant().session()).isEqualTo("s-1");
              assertThat(allow.grant().data()).isEqualTo("a:b=c");
            });
    assertThat(verify(url.replace("/tv/1", "/film/1.m3u8"), headers, "203.0.113.7"))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify(url.replace("/tv/1", "/film/12.m3u8"), headers, "203.0.113.7"))
        .isInstanceOf(Verdict.Deny.class);
    assertThat(verify(url, headers, "203.0.114.7")).isInstanceOf(Verdict.Deny.class);
    assertThat(verify(url, Map.of("Foo", "bar"), "203.0.113.7")).isInstanceOf(Verdict.Deny.class);
    assertThat(
            Formats.open(DIALECT, QUERY)
                .verify(Requests.request("GET", url, headers, "203.0.113.7"), RING, STARTS - 1))
        .isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void anyOfSeveralRangesWillDo() throws Exception {
    // 203.0.113.0/24,2001:db8::/64
    String target =
        signed("PathGlobs=/*~Expires=1663070400~IPRanges=MjAzLjAuMTEzLjAvMjQsMjAwMTpkYjg6Oi82NA");

    assertThat(verify(target, Map.of(), "203.0.113.1")).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(target, Map.of(), "2001:db8::1")).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(target, Map.of(), "2001:db8:0:1::1")).isInstanceOf(Verdict.Deny.class);
    assertThat(verify(target, Map.of(), null)).isInstanceOf(Verdict.Deny.class);
  }

  /** Genuine signatures over texts that Playgate does not follow. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Expires=1663070400",
        "PathGlobs=/*",
        "PathGlobs=/*~Expires=",
        "PathGlobs=/*~Expires=-1",
        "PathGlobs=/*~Expires=1663070400.5",
        "PathGlobs=/*~Expires=01663070400",
        "PathGlobs=/*~Expires=1663070400~Expires=1663070401",
        "PathGlobs=/*~PathGlobs=/b~Expires=1663070400",
        "PathGlobs=/*~URLPrefix=aHR0cDovLzEwLjIwLjMwLjQwLw~Expires=1663070400",
        "PathGlobs=/*,/b!/c~Expires=1663070400",
        "PathGlobs=/*;x~Expires=1663070400",
        "PathGlobs=/*~Starts=1663070400~Expires=1663070400",
        "PathGlobs=/*~Expires=1663070400~exp=1663070401",
        "PathGlobs=/*~Expires=1663070400~Unknown=1",
        "PathGlobs=/*~Expires=1663070400~",
        "FullPath=/a~Expires=1663070400",
        "URLPrefix=Kg~Expires=1663070400",
        "PathGlobs=/*~Expires=1663070400~IPRanges=Kg",
        "PathGlobs=/*~Expires=1663070400~IPRanges=MTkyLjAuMi4x",
        "PathGlobs=/*~Expires=1663070400~Headers=",
        "PathGlobs=/*~Expires=1663070400~Headers=a,,b"
      })
  void deniesWhatItDoesNotUnderstand(String text) throws Exception {
    assertThat(verify(signed(text))).isInstanceOf(Verdict.Deny.class);
  }

  /** The signed text of a path or header must not be readable as further fields. */
  @Test
  void noFieldCanBeMovedIntoWhatTheRequestSays() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(EXPIRES).ip("203.0.113.7").build();
    String url =
        Formats.open(DIALECT, QUERY)
            .sign(grant, "https://cdn.example/a", HMAC_SHA256.signingKey())
            .url();
    String mac = url.substring(url.indexOf("~hmac="));
    String moved =
        "/a~Expires=1663070400~IPRanges=MjAzLjAuMTEzLjcvMzI?edge-cache-token=FullPath" + mac;

    assertThat(verify(url, Map.of(), "203.0.113.7")).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(moved, Map.of(), "203.0.113.8")).isInstanceOf(Verdict.Deny.class);

    Placement bound = query(Map.of("headers", "Foo=bar"));
    PlaybackGrant other =
        PlaybackGrant.expiringAt(EXPIRES).paths(List.of("/*")).ip("203.0.113.7").build();
    String token =
        Formats.open(DIALECT, bound)
            .sign(other, "https://cdn.example/a", HMAC_SHA256.signingKey())
            .url();
    String without = token.replace("~IPRanges=MjAzLjAuMTEzLjcvMzI", "");

    assertThat(verify(token, Map.of("foo", "bar"), "203.0.113.7"))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify(without, Map.of("foo", "bar~IPRanges=MjAzLjAuMTEzLjcvMzI"), "203.0.113.8"))
        .isInstanceOf(Verdict.Deny.class);
  }

  @ParameterizedTest
  @CsvSource({
    "paths-too-many, /1 /2 /3 /4 /5 /6, -, -",
    "path-separator, '/a,b', -, -",
    "path-separator, /a!b, -, -",
    "path-not-prefix, /a/?/*, scope, url-prefix",
    "path-not-prefix, /a, scope, url-prefix",
  })
  void refusesToSignWithANamedError(String code, String paths, String option, String value) {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(EXPIRES).paths(List.of(paths.split(" "))).build();
    Placement placement = query(option.equals("-") ? Map.of() : Map.of(option, value));

    assertThatThrownBy(() ->
            Formats.open(DIALECT, placement)
                .sign(grant, "https://cdn.example/a/1", ED25519.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "QUERY, scope, folder, 'must be one of path-globs, url-prefix'",
    "COOKIE, scope, '', 'must be one of path-globs, url-prefix'",
    "PATH, scope, folder, 'must be one of path-globs, url-prefix'",
    "QUERY, headers, '', must be name=value",
    "QUERY, headers, Foo, must be name=value",
    "QUERY, headers, Foo=a~b, must be name=value",
    "QUERY, headers, Fo o=a, must be name=value",
    "QUERY, headers, =a, must be name=value",
    "COOKIE, headers, 'Foo= a', must be name=value",
    "QUERY, headers, 'Foo=a ', must be name=value",
    "QUERY, headers, 'Foo=a,', must be name=value",
    "QUERY, headers, 'Foo=a,Bar=b,foo=c', must name each header once",
    "QUERY, headers, 'a=,b=,c=,d=,e=,f=,g=,h=,i=,j=,k=,l=,m=,n=,o=,p=,q=', must name at most 16",
    "PATH, headers, Foo=a, cannot be set in the path",
    "QUERY, origin, cdn.example, must be scheme and host",
    "PATH, origin, https://cdn.example/a, must be scheme and host",
  })
  void aWrongOptionIsNotBound(Carrier carrier, String option, String value, String expectation) {
    Placement placement = new Placement(carrier, "edge-cache-token", "", Map.of(option, value));

    assertThatThrownBy(() -> DIALECT.open(placement))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(option);
              assertThat(e).hasMessageStartingWith("the option " + option + " " + expectation);
            });
  }

  @Test
  void anotherCarrierIsNotBound() {
    assertThatThrownBy(
            () -> DIALECT.open(new Placement(Carrier.HEADER, "edge-cache-token", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }

  @Test
  void sixteenHeadersMayBeNamed() throws Exception {
    String headers = "a=,b=,c=,d=,e=,f=,g=,h=,i=,j=,k=,l=,m=,n=,o=,p=1";

    String url =
        Formats.open(DIALECT, query(Map.of("headers", headers)))
            .sign(
                PlaybackGrant.expiringAt(EXPIRES).build(),
                "https://cdn.example/a",
                HMAC_SHA256.signingKey())
            .url();

    assertThat(url).contains("~Headers=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p~");
    assertThat(verify(url, Map.of("p", "1"), null)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(url, Map.of("p", "2"), null)).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void aTokenIsPlacedOnAnotherUrlAsItWasSigned() throws Exception {
    String url = "https://cdn.example/live/42/m.m3u8?a=b";
    PlaybackGrant grant = PlaybackGrant.expiringAt(EXPIRES).paths(List.of("/live/42/*")).build();
    for (Carrier carrier : List.of(Carrier.QUERY, Carrier.COOKIE, Carrier.PATH)) {
      SignedFormat format =
          Formats.open(DIALECT, new Placement(carrier, "edge-cache-token", "/live", Map.of()));
      SignedToken token = format.sign(grant, url, ED25519.signingKey());
      SignedToken placed = format.place(token.value(), "https://cdn.example/live/42/1.ts");

      assertThat(format.place(token.value(), url)).isEqualTo(token);
      assertThat(format.verify(Requests.play(placed), RING, EXPIRES - 1))
          .isInstanceOf(Verdict.Allow.class);
    }
  }

  /** A component says nothing of the folder that was signed. */
  @Test
  void aPathComponentIsPlacedWhereTheFolderOfTheUrlEnds() throws Exception {
    SignedFormat format = Formats.open(DIALECT, PATH);
    PlaybackGrant root = PlaybackGrant.expiringAt(EXPIRES).paths(List.of("/*")).build();
    SignedToken token =
        format.sign(root, "https://cdn.example/m.m3u8", PATH_COMPONENT.signingKey());

    assertThat(format.place(token.value(), "https://cdn.example/m.m3u8")).isEqualTo(token);
    String deeper = format.place(token.value(), "https://cdn.example/a/b/1.ts").url();
    assertThat(deeper)
        .isEqualTo("https://cdn.example/a/b/edge-cache-token=" + token.value() + "/1.ts");
    assertThat(format.verify(Requests.get(deeper), RING, EXPIRES - 1))
        .isInstanceOf(Verdict.Deny.class);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, https://cdn.example/live/a, carrier-charset",
    "a, https://cdn.example/vod/a, url-outside-base-path",
    "a, https://cdn.example/live/edge-cache-token=x/a, url-has-token",
  })
  void whereAPathComponentCannotStandItIsRefused(String value, String url, String code) {
    Placement placement = new Placement(Carrier.PATH, "edge-cache-token", "/live", Map.of());

    assertThatThrownBy(() -> Formats.open(DIALECT, placement).place(value, url))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /**
   * The path component of media_cdn/dualtoken_test.py, whose signature has padding; the samples of
   * Google's documentation have none.
   */
  @Test
  void reproducesGooglesPathComponent() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(EXPIRES).paths(List.of("/*")).build();
    String signed =
        Formats.open(DIALECT, PATH)
            .sign(grant, "https://example.com/test-filename", PATH_COMPONENT.signingKey())
            .url();
    String published =
        "https://example.com/edge-cache-token=Expires=1663070400&KeyName=test-key&Signature="
            + "2hvmMKXW_e0bY3ViJNDSgoXDGvNj2L-UYTseTgtj96Va0S4FYxehka1k4hzWo2_87B9zqr_Ne4MMEdRfHUMUBw=="
            + "/test-filename";

    assertThat(signed).isEqualTo(published.replace("==", ""));
    for (String url : List.of(signed, published)) {
      assertThat(Formats.open(DIALECT, PATH).verify(Requests.get(url), RING, EXPIRES - 1))
          .isInstanceOfSatisfying(
              Verdict.Allow.class, allow -> assertThat(allow.path()).isEqualTo("/test-filename"));
    }
  }

  @Test
  void aPathComponentOpensItsFolderOnItsHostOnly() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(EXPIRES).paths(List.of("/live/42/*")).build();
    String url =
        Formats.open(DIALECT, PATH)
            .sign(grant, "https://cdn.example/live/42/m.m3u8", ED25519.signingKey())
            .url();

    assertThat(Formats.open(DIALECT, PATH).verify(Requests.get(url), RING, EXPIRES - 1))
        .isInstanceOf(Verdict.Allow.class);
    for (String other :
        List.of(
            url.replace("/42/", "/43/"),
            url.replace("/live/42/", "/live/42/v/"),
            url.replace("cdn.example", "other.example"),
            url.replace("https:", "http:"),
            url.replace("m.m3u8", "../43/m.m3u8"),
            url.replace("Expires=", "Expires=1"),
            url.replace("first-keyset", "test-key"),
            url.replace("first-keyset", "../first-keyset"),
            url + "?edge-cache-token=x",
            url.replace("&KeyName", "&Expires=1&KeyName"))) {
      assertThat(Formats.open(DIALECT, PATH).verify(Requests.get(other), RING, EXPIRES - 1))
          .as(other)
          .isInstanceOf(Verdict.Deny.class);
    }
    assertThatThrownBy(() ->
            Formats.open(DIALECT, PATH)
                .sign(
                    PlaybackGrant.expiringAt(EXPIRES)
                        .paths(List.of("/live/42/*"))
                        .session("s")
                        .build(),
                    "https://cdn.example/live/42/m.m3u8",
                    ED25519.signingKey()))
        .isInstanceOf(UnsupportedGrantException.class);
  }

  @Test
  void anHmacMadeWithThePublicKeyDenies() throws Exception {
    Jwk confused = GoogleSamples.key("s2", "HS256", "n7nwvhza11C0SuU9ay1uWjDSfzH-CpIBgXxqIz-Yd9Q");
    PlaybackGrant grant = PlaybackGrant.expiringAt(EXPIRES).paths(List.of("/*")).build();
    String url =
        Formats.open(DIALECT, QUERY)
            .sign(grant, "https://cdn.example/a", confused.signingKey())
            .url();

    assertThat(
            Formats.open(DIALECT, QUERY)
                .verify(
                    Requests.get(url),
                    new KeyRing(List.of(ED25519.verificationKey())),
                    EXPIRES - 1))
        .isInstanceOf(Verdict.Deny.class);
  }
}
