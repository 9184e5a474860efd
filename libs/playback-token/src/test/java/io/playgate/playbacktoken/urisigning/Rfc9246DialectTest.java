package io.playgate.playbacktoken.urisigning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Renewal;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.InvalidJwkException;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.MediaPath;
import io.playgate.playbacktoken.uri.PathAcl;
import io.playgate.playbacktoken.uri.PathPattern;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc9246DialectTest {
  private static final Rfc9246Dialect DIALECT = new Rfc9246Dialect();
  private static final String NAME = "URISigningPackage";
  private static final String URL = "https://cdn.example/live/42/m.m3u8";
  private static final long NOW = 1_700_000_000;

  /** The keys of RFC 9246 appendix A. */
  private static final Jwk SAMPLE_KEY =
      jwk(
          """
          {"kty":"EC","kid":"P5UpOv0eMq1wcxLf7WxIg09JdSYGYFDOWkldueaImf0","use":"sig",
           "alg":"ES256","crv":"P-256","x":"be807S4O7dzB6I4hTiCUvmxCI6FuxWba1xYBlLSSsZ8",
           "y":"rOGC4vI69g-WF9AGEVI37sNNwbjIzBxSjLvIL7f3RBA",
           "d":"yaowezrCLTU6yIwUL5RQw67cHgvZeMTLVZXjUGb1A1M"}
          """);

  private static final Jwk SAMPLE_ENCRYPTION_KEY =
      jwk(
          """
          {"kty":"oct","kid":"f-WbjxBC3dPuI3d24kP2hfvos7Qz688UTi6aB0hN998","use":"enc",
           "alg":"A128GCM","k":"4uFxxV7fhNmrtiah2d1fFg"}
          """);

  /** RFC 9246 appendix A.1. */
  private static final String SIMPLE =
      joined(
          """
          eyJhbGciOiJFUzI1NiIsImtpZCI6IlA1VXBPdjBlTXExd2N4TGY3V3hJZzA5SmRTWU
          dZRkRPV2tsZHVlYUltZjAifQ.eyJleHAiOjE2NDY4NjczNjksImlzcyI6InVDRE4gS
          W5jIiwiY2RuaXVjIjoiaGFzaDpzaGEtMjU2OzJ0ZGVyZldQYTg2S3U3WW56VzUxWVV
          wN2RHVWpCU18zU1czRUx4NGhtV1kifQ.TaNlJM3D96i_9J9XvlICO6FUIDFTqt3E2Y
          JkEUOLfcH0b89wYRKTbJ9Yj6h_GRgSoZoQO0cps3yUPcWGK3smCw
          """);

  /** RFC 9246 appendix A.2. */
  private static final String COMPLEX =
      joined(
          """
          eyJhbGciOiJFUzI1NiIsImtpZCI6IlA1VXBPdjBlTXExd2N4TGY3V3hJZzA5SmRTWU
          dZRkRPV2tsZHVlYUltZjAifQ.eyJhdWQiOiJkQ0ROIExMQyIsInN1YiI6ImV5Smxib
          U1pT2lKQk1USTRSME5OSWl3aVlXeG5Jam9pWkdseUlpd2lhMmxrSWpvaVppMVhZbXA
          0UWtNelpGQjFTVE5rTWpSclVESm9ablp2Y3pkUmVqWTRPRlZVYVRaaFFqQm9Uams1T
          0NKOS4uQ0xBdTgweGNsYzhCcC1VaS42UDFBM0Y2aXAyRHYuQ29oZHRMTHBnQm5UdlJ
          KUUNGdXotZyIsImNkbmlpcCI6ImV5SmxibU1pT2lKQk1USTRSME5OSWl3aVlXeG5Ja
          m9pWkdseUlpd2lhMmxrSWpvaVppMVhZbXA0UWtNelpGQjFTVE5rTWpSclVESm9ablp
          2Y3pkUmVqWTRPRlZVYVRaaFFqQm9Uams1T0NKOS4uYVVEREZFUUJJYzNuV2pPYi5iR
          1hXVEhQa250bVBDS24wcFBQTkVRLml5VHR0bkZ5Yk8yWUJMcXdsX1lTakEiLCJjZG5
          pdiI6MSwiZXhwIjoxNjQ2ODY3MzY5LCJpYXQiOjE2NDY2OTQ1NjksImlzcyI6InVDR
          E4gSW5jIiwianRpIjoiNURBYWZMaFpBZmhzYmUiLCJuYmYiOjE2NDY3ODA5NjksImN
          kbml1YyI6InJlZ2V4Omh0dHA6Ly9jZG5pXFwuZXhhbXBsZS9mb28vYmFyL1swLTlde
          zN9XFwucG5nIn0.IjmVX0uD5MYqArc-M08uEsEeoDQn8kuYXZ9HGHDmDDxsHikT0c8
          jcX8xYD0z3LzQclMG65i1kT2sRbZ7isUw8w
          """);

  /** RFC 9246 appendix A.3. */
  private static final String RENEWED =
      joined(
          """
          eyJhbGciOiJFUzI1NiIsImtpZCI6IlA1VXBPdjBlTXExd2N4TGY3V3hJZzA5SmRTWU
          dZRkRPV2tsZHVlYUltZjAifQ.eyJjZG5pZXRzIjozMCwiY2RuaXN0dCI6MSwiY2Rua
          XN0ZCI6MiwiZXhwIjoxNjQ2ODY3MzY5LCJjZG5pdWMiOiJyZWdleDpodHRwOi8vY2R
          uaVxcLmV4YW1wbGUvZm9vL2Jhci9bMC05XXszfVxcLnRzIn0.tlPvoKw3BCClw4Lx9
          PQu7MK6b2IN55ZoCPSaxovGK0zS53Wpb1MbJBow7G8LiGR39h6-2Iq7PWUSr3MdTIz
          HYw
          """);

  /** Its successor there. */
  private static final String SUCCESSOR =
      joined(
          """
          eyJhbGciOiJFUzI1NiIsImtpZCI6IlA1VXBPdjBlTXExd2N4TGY3V3hJZzA5SmRTWU
          dZRkRPV2tsZHVlYUltZjAifQ.eyJjZG5pZXRzIjozMCwiY2RuaXN0dCI6MSwiY2Rua
          XN0ZCI6MiwiZXhwIjoxNjQ2ODY3Mzk5LCJjZG5pdWMiOiJyZWdleDpodHRwOi8vY2R
          uaVxcLmV4YW1wbGUvZm9vL2Jhci9bMC05XXszfVxcLnRzIn0.ivY5d_fKGd-OHTpUs
          8uJUrnHvt-rduzu5H4zM7167pUUAghub53FqDQ5G16jRYX2sY73mA_uLpYDdb-CPts
          8FA
          """);

  private static final KeyRing SAMPLE_RING =
      new KeyRing(List.of(SAMPLE_KEY.verificationKey(), SAMPLE_ENCRYPTION_KEY.verificationKey()));

  private static final Jwk KEY = Jwk.generateEs256("k1");
  private static final Jwk ENCRYPTION_KEY = Jwk.generate("e1", "A256GCM", new SecureRandom());
  private static final KeyRing RING =
      new KeyRing(List.of(KEY.verificationKey(), ENCRYPTION_KEY.verificationKey()));

  private static String joined(String lines) {
    return lines.replace("\n", "");
  }

  private static Jwk jwk(String json) {
    try {
      return Jwk.parse(json);
    } catch (InvalidJwkException e) {
      throw new AssertionError(e);
    }
  }

  private static Placement placement(Carrier carrier, String... options) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    return new Placement(carrier, NAME, "", map);
  }

  private static final Placement QUERY = placement(Carrier.QUERY);

  private static PlaybackGrant.Builder grant() {
    return PlaybackGrant.expiringAt(NOW + 60).paths(List.of("/live/42/*"));
  }

  private static SignedToken sign(PlaybackGrant grant, Placement placement) throws Exception {
    return Formats.open(DIALECT, placement).sign(grant, URL, KEY.signingKey());
  }

  /** A token of claims that this library may never write. */
  private static String token(String claims) {
    return token("{\"alg\":\"ES256\",\"kid\":\"k1\"}", claims);
  }

  private static String token(String header, String claims) {
    try {
      String signed =
          Base64Url.encode(header.getBytes(StandardCharsets.UTF_8))
              + "."
              + Base64Url.encode(claims.getBytes(StandardCharsets.UTF_8));
      byte[] signature =
          Signatures.sign(KEY.signingKey(), signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64Url.encode(signature);
    } catch (UnsupportedGrantException e) {
      throw new AssertionError(e);
    }
  }

  private static String claims(String more) {
    return "{\"exp\":1700000060,\"cdniuc\":\"regex:https://cdn\\\\.example/live/42/.*\""
        + more
        + "}";
  }

  private static Verdict verify(String token, String url, Placement placement) {
    char separator = url.indexOf('?') < 0 ? '?' : '&';
    return Formats.open(DIALECT, placement)
        .verify(Requests.get(url + separator + NAME + "=" + token), RING, NOW);
  }

  private static @Nullable DenyCode code(Verdict verdict) {
    return verdict instanceof Verdict.Deny deny ? deny.code() : null;
  }

  private static PlaybackGrant allowed(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Allow.class);
    return ((Verdict.Allow) verdict).grant();
  }

  @Test
  void acceptsTheSimpleSample() {
    Placement placement = placement(Carrier.QUERY, "issuer", "uCDN Inc");
    String url = "http://cdni.example/foo/bar?" + NAME + "=" + SIMPLE;

    Verdict before =
        Formats.open(DIALECT, placement).verify(Requests.get(url), SAMPLE_RING, 1_646_867_368);
    Verdict at =
        Formats.open(DIALECT, placement).verify(Requests.get(url), SAMPLE_RING, 1_646_867_369);
    Verdict elsewhere =
        Formats.open(DIALECT, placement)
            .verify(Requests.get(url.replace("bar", "baz")), SAMPLE_RING, 1_646_867_368);

    assertThat(allowed(before).expiresAt()).isEqualTo(1_646_867_369);
    assertThat(code(at)).isEqualTo(DenyCode.EXPIRED);
    assertThat(code(elsewhere)).isEqualTo(DenyCode.OUTSIDE_ACL);
  }

  @Test
  void signsTheSampleHash() throws Exception {
    SignedToken token =
        Formats.open(DIALECT, placement(Carrier.QUERY, "container", "hash"))
            .sign(
                PlaybackGrant.expiringAt(NOW).build(),
                "HTTP://cdni.EXAMPLE:80/foo/x/../bar",
                KEY.signingKey());

    assertThat(payload(token.value()))
        .contains("\"hash:sha-256;2tderfWPa86Ku7YnzW51YUp7dGUjBS_3SW3ELx4hmWY\"");
  }

  private static String payload(String token) {
    return new String(
        Objects.requireNonNull(Base64Url.decode(token.split("\\.", -1)[1])),
        StandardCharsets.UTF_8);
  }

  @Test
  void acceptsTheComplexSample() {
    Placement placement =
        placement(Carrier.QUERY, "issuer", "uCDN Inc", "audience", "dCDN LLC", "tokenId", "accept");
    String url = "http://cdni.example/foo/bar/123.png?" + NAME + "=" + COMPLEX;

    Verdict inside = sampleFrom("2001:db8:ffff::7", url, 1_646_867_000, placement);
    Verdict outside = sampleFrom("2001:db9::7", url, 1_646_867_000, placement);
    Verdict early = sampleFrom("2001:db8::7", url, 1_646_780_968, placement);
    Verdict path = sampleFrom("2001:db8::7", url.replace("123", "12"), 1_646_867_000, placement);

    PlaybackGrant grant = allowed(inside);
    assertThat(grant.viewer()).isEqualTo("UserToken");
    assertThat(grant.ip()).isEqualTo("2001:db8::1/32");
    assertThat(grant.tokenId()).isEqualTo("5DAafLhZAfhsbe");
    assertThat(grant.notBefore()).isEqualTo(1_646_780_969);
    assertThat(grant.issuedAt()).isEqualTo(1_646_694_569);
    assertThat(code(outside)).isEqualTo(DenyCode.CLIENT_ADDRESS);
    assertThat(code(early)).isEqualTo(DenyCode.NOT_YET_VALID);
    assertThat(code(path)).isEqualTo(DenyCode.OUTSIDE_ACL);
  }

  private static Verdict sampleFrom(String ip, String url, long now, Placement placement) {
    return Formats.open(DIALECT, placement)
        .verify(Requests.request("GET", url, Map.of(), ip), SAMPLE_RING, now);
  }

  @Test
  void acceptsTheSampleOfRenewalAndRenewsIt() {
    String url = "http://cdni.example/foo/bar/123.ts?" + NAME + "=";
    long now = 1_646_867_360;
    Verdict verdict =
        Formats.open(DIALECT, QUERY).verify(Requests.get(url + RENEWED), SAMPLE_RING, now);
    Verdict successor =
        Formats.open(DIALECT, QUERY).verify(Requests.get(url + SUCCESSOR), SAMPLE_RING, now + 30);

    assertThat(allowed(successor).expiresAt()).isEqualTo(1_646_867_399);
    Renewal renewal =
        Formats.open(DIALECT, QUERY)
            .renew((Verdict.Allow) verdict, SAMPLE_KEY.signingKey(), now)
            .orElseThrow();
    // The text of the RFC counts from the time of verification; its sample does not.
    assertThat(renewal.expiresAt()).isEqualTo(now + 30);
    assertThat(renewal)
        .isInstanceOfSatisfying(
            Renewal.Cookie.class,
            cookie -> {
              assertThat(cookie.setCookie())
                  .isEqualTo(NAME + "=" + renewal.value() + "; Path=/foo/bar");
              PlaybackRequest next =
                  Requests.request(
                      "GET",
                      "http://cdni.example/foo/bar/124.ts",
                      Map.of("Cookie", NAME + "=" + cookie.value()),
                      null);
              assertThat(
                      allowed(Formats.open(DIALECT, QUERY).verify(next, SAMPLE_RING, now + 29))
                          .expiresAt())
                  .isEqualTo(now + 30);
              assertThat(code(Formats.open(DIALECT, QUERY).verify(next, SAMPLE_RING, now + 30)))
                  .isEqualTo(DenyCode.EXPIRED);
            });
  }

  @Test
  void writesOneAnchoredExpression() throws Exception {
    PlaybackGrant grant = grant().paths(List.of("/live/4.2/*", "/a+b/?.ts")).session("s1").build();

    SignedToken token = sign(grant, placement(Carrier.QUERY, "issuer", "i", "audience", "a"));

    assertThat(payload(token.value()))
        .isEqualTo(
            "{\"iss\":\"i\",\"aud\":\"a\",\"exp\":1700000060,\"cdniuc\":"
                + "\"regex:^https://cdn\\\\.example(/live/4\\\\.2/[^?]*|/a\\\\+b/[^/?]\\\\.ts)"
                + "(\\\\?.*)?$\",\"sid\":\"s1\"}");
  }

  @Test
  void encryptsViewerAndAddress() throws Exception {
    PlaybackGrant grant = grant().viewer("viewer-7").ip("2001:DB8:0:0:1::1/64").build();

    SignedToken token =
        Formats.open(DIALECT, QUERY)
            .sign(grant, URL, KEY.signingKey(), ENCRYPTION_KEY.signingKey());

    assertThat(payload(token.value())).doesNotContain("viewer-7").doesNotContain("2001");
    PlaybackRequest request = Requests.request("GET", token.url(), Map.of(), "2001:db8::ffff:1");
    PlaybackGrant read = allowed(Formats.open(DIALECT, QUERY).verify(request, RING, NOW));
    assertThat(read.viewer()).isEqualTo("viewer-7");
    assertThat(read.ip()).isEqualTo("2001:db8::1:0:0:1/64");
    assertThat(code(Formats.open(DIALECT, QUERY).verify(Requests.get(token.url()), RING, NOW)))
        .isEqualTo(DenyCode.CLIENT_ADDRESS);
    KeyRing without = new KeyRing(List.of(KEY.verificationKey()));
    assertThat(code(Formats.open(DIALECT, QUERY).verify(request, without, NOW)))
        .isEqualTo(DenyCode.SUBJECT);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1/32",
    "192.0.2.0/24, 192.0.2.0/24",
    "::ffff:192.0.2.0/120, 192.0.2.0/24",
    "2001:DB8::, 2001:db8::/128",
    "2001:db8:0:1:1:1:1:1/32, 2001:db8:0:1:1:1:1:1/32",
    "0:0:1:0:0:0:1:0, 0:0:1::1:0/128",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1/128",
    "::, ::/128",
    "::1, ::1/128",
  })
  void writesAddressesInCanonicalForm(String text, String canonical) {
    assertThat(AddressText.canonical(text)).isEqualTo(canonical);
  }

  @Test
  void refusesWhatNeedsAnEncryptionKeyWithoutOne() {
    assertRefused("viewer-not-carried", grant().viewer("v").build(), QUERY);
    assertRefused("ip-not-carried", grant().ip("192.0.2.1").build(), QUERY);
    assertThatThrownBy(() ->
            Formats.open(DIALECT, QUERY)
                .sign(grant().build(), URL, KEY.signingKey(), KEY.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("encryption-key"));
  }

  private static void assertRefused(String code, PlaybackGrant grant, Placement placement) {
    assertThatThrownBy(() -> sign(grant, placement))
        .satisfies(e -> assertThat(Formats.code(e)).isEqualTo(code));
  }

  @Test
  void refusesWhatItCannotSay() {
    assertRefused("token-id-not-carried", grant().tokenId("t").build(), QUERY);
    assertRefused("domain-not-carried", grant().domain("a.example").build(), QUERY);
    assertRefused(
        "paths-not-carried", grant().build(), placement(Carrier.QUERY, "container", "hash"));
    assertRefused("carrier-unsupported", grant().build(), placement(Carrier.HEADER));
    for (String[] option :
        new String[][] {
          {"container", "glob"},
          {"pathStyle", "x"},
          {"tokenId", "yes"},
          {"renewal", "header"},
          {"renewal", "cookie"},
          {"renewal", "query", "renewalDepth", "1"},
          {"renewalSeconds", "0"},
          {"renewalSeconds", "1.5"},
          {"renewalSeconds", "31536001"},
          {"renewalDepth", "-1"},
          {"renewalDepth", "all"},
          {"renewalDepth", "65"},
          {"origin", "cdn.example"},
          {"origin", "https://a@cdn.example"},
          {"origin", "https://cdn.example/"},
          {"origin", "https://cdn.example:x"},
          {"origin", "https://"},
          {"origin", "https://cdn.example:"},
          {"origin", "ftp://cdn.example"},
        }) {
      assertRefused("option-invalid", grant().build(), placement(Carrier.QUERY, option));
    }
    assertThatThrownBy(() ->
            Formats.open(DIALECT, QUERY)
                .sign(grant().build(), URL + ";" + NAME + "=x", KEY.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-has-token"));
    assertThatThrownBy(() ->
            Formats.open(DIALECT, QUERY)
                .sign(
                    PlaybackGrant.expiringAt(NOW).build(),
                    "https://cdn.example/" + "a".repeat(7000),
                    KEY.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("token-too-long"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|",
        ",\"cdniv\":1|",
        ",\"sid\":\"s\",\"cdnicrit\":\"sid\"|",
        ",\"cdniets\":30,\"cdnistt\":0|",
        ",\"cdniets\":30,\"cdnistt\":1,\"cdnistd\":0|",
        ",\"nbf\":1700000000|",
        ",\"nbf\":1699999999.5|",
        ",\"other\":[1,{}]|",
        ",\"iss\":\"anyone\"|ISSUER",
        ",\"iss\":1|ISSUER",
        ",\"sub\":\"plain\"|SUBJECT",
        ",\"sub\":null|SUBJECT",
        ",\"sub\":\"e30..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA\"|SUBJECT",
        ",\"aud\":\"anyone\"|AUDIENCE",
        ",\"aud\":[]|AUDIENCE",
        ",\"aud\":1|AUDIENCE",
        ",\"nbf\":1700000001|NOT_YET_VALID",
        ",\"nbf\":1700000000.5|NOT_YET_VALID",
        ",\"nbf\":1700000060|NOT_YET_VALID",
        ",\"nbf\":\"1\"|NOT_YET_VALID",
        ",\"cdniets\":30|RENEWAL",
        ",\"cdnistt\":1|RENEWAL",
        ",\"cdnistt\":0|RENEWAL",
        ",\"cdnistt\":3,\"cdniets\":30|RENEWAL",
        ",\"cdnistt\":1,\"cdniets\":\"30\"|RENEWAL",
        ",\"cdnistt\":1,\"cdniets\":-1|RENEWAL",
        ",\"cdnistd\":-1|RENEWAL",
        ",\"jti\":\"t\"|TOKEN_ID",
        ",\"jti\":1|TOKEN_ID",
        ",\"cdniv\":2|VERSION",
        ",\"cdniv\":\"1\"|VERSION",
        ",\"cdniv\":1.0|VERSION",
        ",\"cdnicrit\":\"\"|CRITICAL_CLAIM",
        ",\"cdnicrit\":\"sid\"|CRITICAL_CLAIM",
        ",\"sid\":\"s\",\"cdnicrit\":\"sid,sid\"|CRITICAL_CLAIM",
        ",\"x\":1,\"cdnicrit\":\"x\"|CRITICAL_CLAIM",
        ",\"cdnicrit\":\"exp\"|CRITICAL_CLAIM",
        ",\"cdnicrit\":[\"sid\"]|CRITICAL_CLAIM",
        ",\"cdniip\":\"192.0.2.1\"|CLIENT_ADDRESS",
        ",\"iat\":\"now\"|MALFORMED",
        ",\"exp\":1700000061|MALFORMED",
        ",\"a\":[[[[[[[[[]]]]]]]]]|MALFORMED",
        "}x{|MALFORMED",
      })
  void deniesWithTheNumberOfTheRegistry(@Nullable String more, @Nullable DenyCode expected) {
    String text = token(claims(more == null ? "" : more));

    assertThat(code(verify(text, URL, QUERY))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "{\"cdniuc\":\"regex:.*\"} EXPIRED",
        "{\"cdniuc\":\"regex:.*\",\"exp\":\"1700000060\"} EXPIRED",
        "{\"cdniuc\":\"regex:.*\",\"exp\":1e999} EXPIRED",
        "{\"cdniuc\":\"regex:.*\",\"exp\":-1} EXPIRED",
        "{\"cdniuc\":\"regex:.*\",\"exp\":1700000000.9} EXPIRED",
        "{\"exp\":1700000060} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":7} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"glob:*\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"REGEX:.*\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"regex:\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"regex:(.*\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"regex:https://cdn.example/live\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"regex:/live/42/.*\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"hash:md5;AA\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"hash:sha-256\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"hash:sha-256;AA\"} OUTSIDE_ACL",
        "{\"exp\":1700000060,\"cdniuc\":\"hash:sha-256-32;AAAAAA\"} OUTSIDE_ACL",
      })
  void deniesClaims(String claims, DenyCode expected) {
    assertThat(code(verify(token(claims), URL, QUERY))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "{\"alg\":\"ES256\"} ",
        "{\"alg\":\"ES256\",\"typ\":\"JWT\"} ",
        "{\"alg\":\"none\",\"kid\":\"k1\"} SIGNATURE",
        "{\"alg\":\"HS256\",\"kid\":\"k1\"} SIGNATURE",
        "{\"alg\":\"ES256\",\"kid\":\"e1\"} SIGNATURE",
        "{\"alg\":\"A256GCM\",\"kid\":\"e1\"} SIGNATURE",
        "{\"alg\":\"ES256\",\"kid\":\"../k1\"} SIGNATURE",
        "{\"kid\":\"k1\"} SIGNATURE",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"at+jwt\"} MALFORMED",
        "{\"alg\":\"ES256\",\"alg\":\"ES256\"} MALFORMED",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"crit\":[\"b64\"],\"b64\":false} CRITICAL_CLAIM",
      })
  void judgesTheHeader(String header, @Nullable DenyCode expected) {
    assertThat(code(verify(token(header, claims("")), URL, QUERY))).isEqualTo(expected);
  }

  @Test
  void aSecretIsNoPublicKey() throws Exception {
    // The classic confusion: the public key's bytes as the secret of an HMAC.
    SigningKey confused =
        new SigningKey(
            "k1",
            "HS256",
            new SecretKeySpec(KEY.verificationKey().key().getEncoded(), "HmacSHA256"));
    SignedToken token = Formats.open(DIALECT, QUERY).sign(grant().build(), URL, confused);

    assertThat(code(Formats.open(DIALECT, QUERY).verify(Requests.get(token.url()), RING, NOW)))
        .isEqualTo(DenyCode.SIGNATURE);
  }

  @Test
  void everyAlgorithmSignsAndVerifies() throws Exception {
    for (String algorithm : DIALECT.description().algorithms()) {
      Jwk key = Jwk.generate("k", algorithm, new SecureRandom());
      SignedToken token = Formats.open(DIALECT, QUERY).sign(grant().build(), URL, key.signingKey());

      assertThat(
              Formats.open(DIALECT, QUERY)
                  .verify(
                      Requests.get(token.url()), new KeyRing(List.of(key.verificationKey())), NOW))
          .as(algorithm)
          .isInstanceOf(Verdict.Allow.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://cdn.example/live/42;URISigningPackage=T/m.m3u8",
        "https://cdn.example/live/42/m.m3u8;URISigningPackage=T",
        "https://cdn.example/live/42/m.m3u8;URISigningPackage=T?a=b",
        "https://cdn.example/URISigningPackage=T/live/42/m.m3u8",
        "HTTPS://CDN.example:443/live/%34%32/x/../m.m3u8;URISigningPackage=T",
      })
  void readsBothPathStyles(String url) throws Exception {
    String token = sign(grant().build(), QUERY).value();

    Verdict verdict =
        Formats.open(DIALECT, placement(Carrier.PATH))
            .verify(Requests.get(url.replace("=T", "=" + token)), RING, NOW);

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.path()).isEqualTo("/live/42/m.m3u8"));
  }

  @ParameterizedTest
  @CsvSource({
    "QUERY, segment",
    "QUERY, parameter",
    "PATH, segment",
    "PATH, parameter",
    "COOKIE, segment",
  })
  void aTokenIsPlacedAsItWasSigned(Carrier carrier, String style) throws Exception {
    Placement placement = placement(carrier, "pathStyle", style);
    SignedFormat format = Formats.open(DIALECT, placement);
    String url = URL + "?a=b";

    SignedToken signed = format.sign(grant().build(), url, KEY.signingKey());

    assertThat(format.place(signed.value(), url)).isEqualTo(signed);
    SignedToken other = format.place(signed.value(), "https://cdn.example/live/42/./1.ts");
    assertThat(format.verify(Requests.play(other), RING, NOW))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.path()).isEqualTo("/live/42/1.ts"));
    assertNotPlaced("url-has-token", format, signed.value(), URL + ";" + NAME + "=x");
    assertNotPlaced("url-has-token", format, signed.value(), URL + "?" + NAME + "=x");
  }

  @Test
  void aPathParameterHoldsNoCharacterThatEndsIt() {
    SignedFormat format = Formats.open(DIALECT, placement(Carrier.PATH, "pathStyle", "parameter"));

    for (String value : List.of("a/b", "a;b", "a?b", "a=", "a b", "\u00e9")) {
      assertNotPlaced("carrier-charset", format, value, URL);
    }
    assertNotPlaced("token-too-long", format, "a".repeat(8193), URL);
  }

  private static void assertNotPlaced(String code, SignedFormat format, String value, String url) {
    assertThatThrownBy(() -> format.place(value, url))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void namesTheOptionThatRenewalNeeds() {
    assertThatThrownBy(() -> DIALECT.open(placement(Carrier.QUERY, "renewal", "query")))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.option()).isEqualTo("renewalSeconds");
              assertThat(e)
                  .hasMessage("the option renewalSeconds must be set beside renewal query");
            });
  }

  @Test
  void cutsAParameterBeforeAnotherAsTheRfcSays() throws Exception {
    String token = sign(grant().build(), QUERY).value();
    String url = "https://cdn.example/live/42/m.m3u8;" + NAME + "=" + token + ";p=1";

    assertThat(Formats.open(DIALECT, placement(Carrier.PATH)).verify(Requests.get(url), RING, NOW))
        .isInstanceOfSatisfying(
            Verdict.Allow.class,
            allow -> assertThat(allow.path()).isEqualTo("/live/42/m.m3u8;p=1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/live/42/m.m3u8;URISigningPackage=T;URISigningPackage=T",
        "/live/42;URISigningPackage=T/m.m3u8;URISigningPackage=T",
        "/URISigningPackage=T/live/42/m.m3u8;URISigningPackage=T",
        "/live/42/m.m3u8;URISigningPackage=T?URISigningPackage=T",
        "/live/42/m.m3u8;URISigningPackage=T?%55RISigningPackage=T",
        "/live/42/m.m3u8;URISigningPackage=T;%55RISigningPackage=T",
        "/URISigningPackage=T/live/42/m.m3u8?URISigningPackage=T",
      })
  void twoTokensAreRefused(String target) throws Exception {
    String token = sign(grant().build(), QUERY).value();
    String url = "https://cdn.example" + target.replace("=T", "=" + token);

    for (Carrier carrier : List.of(Carrier.PATH, Carrier.QUERY, Carrier.COOKIE)) {
      assertThat(
              code(Formats.open(DIALECT, placement(carrier)).verify(Requests.get(url), RING, NOW)))
          .isEqualTo(DenyCode.MALFORMED);
    }
  }

  @Test
  void theUrlCountsBeforeTheCookie() throws Exception {
    String good = sign(grant().build(), QUERY).value();
    String other = sign(grant().paths(List.of("/other/*")).build(), QUERY).value();
    Map<String, String> cookie = Map.of("Cookie", NAME + "=" + good);

    assertThat(
            Formats.open(DIALECT, QUERY)
                .verify(Requests.request("GET", URL, cookie, null), RING, NOW))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(
            code(
                Formats.open(DIALECT, QUERY)
                    .verify(
                        Requests.request("GET", URL + "?" + NAME + "=" + other, cookie, null),
                        RING,
                        NOW)))
        .isEqualTo(DenyCode.OUTSIDE_ACL);
  }

  @Test
  void theQueryTakesNoPartUnlessTheContainerSaysSo() throws Exception {
    Placement hash = placement(Carrier.QUERY, "container", "hash");
    PlaybackGrant one = PlaybackGrant.expiringAt(NOW + 60).build();
    String any = sign(grant().build(), QUERY).value();
    String exact =
        Formats.open(DIALECT, hash).sign(one, URL + "?a=%2c%41", KEY.signingKey()).value();

    assertThat(verify(any, URL + "?_HLS_msn=3", QUERY)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(exact, URL + "?%61=%2CA", hash)).isInstanceOf(Verdict.Allow.class);
    assertThat(code(verify(exact, URL + "?a=,A", hash))).isEqualTo(DenyCode.OUTSIDE_ACL);
    assertThat(code(verify(exact, URL, hash))).isEqualTo(DenyCode.OUTSIDE_ACL);
    assertThat(code(verify(any, URL + "?a=%2", QUERY))).isEqualTo(DenyCode.MALFORMED);
  }

  @Test
  void theHostIsPartOfTheContainer() throws Exception {
    String token = sign(grant().build(), QUERY).value();
    String target = "/live/42/m.m3u8?" + NAME + "=" + token;
    Placement configured = placement(Carrier.QUERY, "origin", "HTTPS://cdn.EXAMPLE:443");

    assertThat(fromHost(target, "cdn.example", QUERY)).isInstanceOf(Verdict.Allow.class);
    assertThat(fromHost(target, "CDN.example:443", QUERY)).isInstanceOf(Verdict.Allow.class);
    assertThat(code(fromHost(target, "cdn.example:8443", QUERY))).isEqualTo(DenyCode.OUTSIDE_ACL);
    assertThat(code(fromHost(target, "other.example", QUERY))).isEqualTo(DenyCode.OUTSIDE_ACL);
    assertThat(code(fromHost(target, "cdn.example/x", QUERY))).isEqualTo(DenyCode.MALFORMED);
    assertThat(code(Formats.open(DIALECT, QUERY).verify(Requests.get(target), RING, NOW)))
        .isEqualTo(DenyCode.MALFORMED);
    assertThat(fromHost(target, "inner.example", configured)).isInstanceOf(Verdict.Allow.class);
    assertThat(
            code(
                Formats.open(DIALECT, QUERY)
                    .verify(Requests.get("http://cdn.example" + target), RING, NOW)))
        .isEqualTo(DenyCode.OUTSIDE_ACL);
  }

  private static Verdict fromHost(String target, String host, Placement placement) {
    return Formats.open(DIALECT, placement)
        .verify(Requests.request("GET", target, Map.of("Host", host), null), RING, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "0, /",
    "1, /live",
    "2, /live/42",
    "3, /live/42/m.m3u8",
    "4,",
  })
  void aCookieIsForTheFirstSegments(int depth, @Nullable String path) throws Exception {
    Placement placement =
        placement(
            Carrier.QUERY,
            "renewal",
            "cookie",
            "renewalSeconds",
            "30",
            "renewalDepth",
            String.valueOf(depth));
    Verdict verdict =
        Formats.open(DIALECT, placement)
            .verify(Requests.get(sign(grant().session("s1").build(), placement).url()), RING, NOW);

    Renewal renewal =
        Formats.open(DIALECT, placement)
            .renew((Verdict.Allow) verdict, KEY.signingKey(), NOW)
            .orElse(null);

    assertThat(renewal instanceof Renewal.Cookie cookie ? cookie.path() : null).isEqualTo(path);
  }

  @Test
  void aSuccessorKeepsEverythingButItsTimes() throws Exception {
    Placement placement =
        placement(
            Carrier.QUERY,
            "issuer",
            "i",
            "audience",
            "a",
            "tokenId",
            "accept",
            "renewal",
            "query",
            "renewalSeconds",
            "5");
    PlaybackGrant grant =
        grant().viewer("v").ip("192.0.2.7").session("s1").tokenId("t").notBefore(NOW - 9).build();
    String first =
        Formats.open(DIALECT, placement)
            .sign(grant, URL, KEY.signingKey(), ENCRYPTION_KEY.signingKey())
            .url();
    PlaybackRequest request = Requests.request("GET", first, Map.of(), "192.0.2.7");
    Verdict.Allow allow =
        (Verdict.Allow) Formats.open(DIALECT, placement).verify(request, RING, NOW);

    Renewal renewal =
        Formats.open(DIALECT, placement).renew(allow, KEY.signingKey(), NOW + 1).orElseThrow();

    assertThat(renewal).isInstanceOf(Renewal.Query.class);
    PlaybackRequest next =
        Requests.request("GET", URL + "?" + NAME + "=" + renewal.value(), Map.of(), "192.0.2.7");
    PlaybackGrant read = allowed(Formats.open(DIALECT, placement).verify(next, RING, NOW + 5));
    assertThat(read.viewer()).isEqualTo("v");
    assertThat(read.session()).isEqualTo("s1");
    assertThat(read.tokenId()).isEqualTo("t");
    assertThat(read.notBefore()).isEqualTo(NOW - 9);
    assertThat(read.issuedAt()).isEqualTo(NOW + 1);
    assertThat(read.expiresAt()).isEqualTo(NOW + 6);
    assertThat(renewal.toString()).doesNotContain(renewal.value());
  }

  @Test
  void aTokenThatDoesNotAskIsNotRenewed() throws Exception {
    Verdict verdict =
        Formats.open(DIALECT, QUERY)
            .verify(Requests.get(sign(grant().build(), QUERY).url()), RING, NOW);
    Verdict none = verify(token(claims(",\"cdniets\":30,\"cdnistt\":0")), URL, QUERY);
    Verdict zero = verify(token(claims(",\"cdniets\":0,\"cdnistt\":1")), URL, QUERY);

    for (Verdict allow : List.of(verdict, none, zero)) {
      assertThat(Formats.open(DIALECT, QUERY).renew((Verdict.Allow) allow, KEY.signingKey(), NOW))
          .isEmpty();
    }
    Verdict asks = verify(token(claims(",\"cdniets\":9,\"cdnistt\":1")), URL, QUERY);
    assertThat(
            Formats.open(DIALECT, QUERY)
                .renew((Verdict.Allow) asks, ENCRYPTION_KEY.signingKey(), NOW))
        .isEmpty();
    assertThat(Formats.open(DIALECT, QUERY).renew((Verdict.Allow) asks, KEY.verificationKey(), NOW))
        .isEmpty();
  }

  @Test
  void refusesEncryptedTextOfAnotherKindAndEveryChangedBit() throws Exception {
    String sealed = CompactJwe.encrypt("viewer", ENCRYPTION_KEY.signingKey());
    assertThat(CompactJwe.decrypt(sealed, RING)).isEqualTo("viewer");
    List<String> others = new ArrayList<>();
    for (int i = 0; i < sealed.length(); i++) {
      char changed = (char) (sealed.charAt(i) ^ 1 << i % 7);
      others.add(sealed.substring(0, i) + changed + sealed.substring(i + 1));
    }
    String rest = sealed.substring(sealed.indexOf('.'));
    for (String header :
        List.of(
            "{}",
            "{\"alg\":\"dir\"}",
            "{\"alg\":\"A256KW\",\"enc\":\"A256GCM\",\"kid\":\"e1\"}",
            "{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"kid\":\"e1\"}",
            "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"e2\"}",
            "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"e1\",\"zip\":\"DEF\"}",
            "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"e1\",\"crit\":[\"x\"]}")) {
      others.add(Base64Url.encode(header.getBytes(StandardCharsets.UTF_8)) + rest);
    }
    others.add(sealed + ".");
    others.add("");
    others.add("....");
    others.add(".".repeat(10_000));

    for (String other : others) {
      assertThat(CompactJwe.decrypt(other, RING)).as(other).isNull();
    }
  }

  /** Held against the longest path, each of these keeps 128 states alive at every character. */
  @Test
  void whatIsSignedIsNeverGivenUp() throws Exception {
    String run = "a".repeat(PathPattern.MAX_INNER_RUN);
    List<String> most = List.of("/*" + run + "*", "/a*" + run + "*", "/aa*" + run + "*");
    List<String> tooMany = List.of(most.get(0), most.get(1), most.get(2), "/aaa*" + run + "*");
    String path = "/" + "a".repeat(MediaPath.MAX_LENGTH - 1);

    String token = sign(PlaybackGrant.expiringAt(NOW + 60).paths(most).build(), QUERY).value();

    assertThat(verify(token, "https://cdn.example" + path, QUERY))
        .isInstanceOf(Verdict.Allow.class);
    assertRefused(
        "container-too-complex", PlaybackGrant.expiringAt(NOW + 60).paths(tooMany).build(), QUERY);
  }

  @Test
  void asManyFoldersAsAGrantMayHaveAreSigned() throws Exception {
    List<String> folders =
        IntStream.range(0, PathAcl.MAX_ENTRIES).mapToObj(i -> "/" + i + "/*").toList();
    PlaybackGrant grant = PlaybackGrant.expiringAt(NOW + 60).paths(folders).build();

    assertThat(verify(sign(grant, QUERY).value(), "https://cdn.example/255/x", QUERY))
        .isInstanceOf(Verdict.Allow.class);
  }

  /** A signer that turned against us gains nothing by an expression. */
  @Test
  void aHostileExpressionUnderAGoodSignatureCostsLittle() {
    String token =
        token("{\"exp\":1700000060,\"cdniuc\":\"regex:https://cdn.example/((a|aa)+)+(.*){200}b\"}");
    String url = "https://cdn.example/" + "a".repeat(8000);

    Duration spent =
        Requests.cpuTime(
            () -> assertThat(code(verify(token, url, QUERY))).isEqualTo(DenyCode.OUTSIDE_ACL));

    assertThat(spent).isLessThan(Duration.ofSeconds(1));
  }
}
