package io.playgate.playbacktoken.cat;

import static io.playgate.playbacktoken.cat.Claims.map;
import static io.playgate.playbacktoken.cat.Claims.tag;
import static java.nio.charset.StandardCharsets.US_ASCII;
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
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatDialectTest {
  private static final CatDialect DIALECT = new CatDialect();
  private static final long NOW = 1_700_000_000;
  private static final Jwk HMAC = Jwk.generate("hmac", "HS256", new SecureRandom());
  private static final Jwk EC = Jwk.generate("ec", "ES256", new SecureRandom());
  private static final KeyRing RING =
      new KeyRing(List.of(HMAC.verificationKey(), EC.verificationKey()));
  private static final String URL = "https://cdn.example/live/42/v.m3u8";

  private static Placement header(Map<String, String> options) {
    return new Placement(Carrier.HEADER, "cta-common-access-token", "", options);
  }

  private static Verdict verify(String token, Map<String, String> headers, String ip) {
    return verify(token, URL, headers, ip, Map.of("alpnHeader", "x-alpn", "countryHeader", "x-cc"));
  }

  private static Verdict verify(
      String token,
      String url,
      Map<String, String> headers,
      String ip,
      Map<String, String> options) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("cta-common-access-token", token);
    return Formats.open(DIALECT, header(options))
        .verify(Requests.request("GET", url, all, ip), RING, NOW);
  }

  private static String token(Object... claims) {
    List<Object> all = new ArrayList<>(List.of(Claim.EXP, NOW + 60));
    all.addAll(Arrays.asList(claims));
    return Claims.sign(HMAC.signingKey(), all.toArray());
  }

  static Stream<Arguments> allowed() {
    return Stream.of(
        Arguments.of("exp alone", token()),
        Arguments.of("catv", token(Claim.CATV, 1)),
        Arguments.of("catu host", token(Claim.CATU, map(1, map(0, "cdn.example")))),
        Arguments.of("catu scheme", token(Claim.CATU, map(0, map(0, "https")))),
        Arguments.of("catu path suffix", token(Claim.CATU, map(3, map(2, "/v.m3u8")))),
        Arguments.of("catu path contains", token(Claim.CATU, map(3, map(3, "/42/")))),
        Arguments.of("catu parent path", token(Claim.CATU, map(5, map(0, "/live/42")))),
        Arguments.of("catu filename", token(Claim.CATU, map(6, map(0, "v.m3u8")))),
        Arguments.of("catu stem", token(Claim.CATU, map(7, map(0, "v")))),
        Arguments.of("catu extension", token(Claim.CATU, map(8, map(0, ".m3u8")))),
        Arguments.of("catm", token(Claim.CATM, List.of("GET"))),
        Arguments.of(
            "catnip", token(Claim.CATNIP, List.of(tag(52, new byte[] {(byte) 192, 0, 2, 7})))),
        Arguments.of(
            "catnip prefix",
            token(Claim.CATNIP, List.of(tag(52, List.of(24, new byte[] {(byte) 192, 0, 2}))))),
        Arguments.of("catalpn", token(Claim.CATALPN, List.of("h2".getBytes(US_ASCII)))),
        Arguments.of("cath", token(Claim.CATH, map("x-app", map(1, "tv")))),
        Arguments.of("catgeoiso3166", token(Claim.CATGEOISO3166, List.of("DE", "AT"))),
        Arguments.of("catreplay permitted", token(Claim.CATREPLAY, 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("allowed")
  void allowsWhatTheClaimAllows(String name, String token) {
    Map<String, String> headers = Map.of("x-alpn", "h2", "x-app", "tv-2", "x-cc", "DE");
    assertThat(verify(token, headers, "192.0.2.7")).isInstanceOf(Verdict.Allow.class);
  }

  static Stream<Arguments> denied() {
    return Stream.of(
        Arguments.of("no exp", Claims.sign(HMAC.signingKey(), Claim.CATV, 1)),
        Arguments.of("exp now", Claims.sign(HMAC.signingKey(), Claim.EXP, NOW)),
        Arguments.of("nbf later", token(Claim.NBF, NOW + 1)),
        Arguments.of("catv 2", token(Claim.CATV, 2)),
        Arguments.of("an issuer nobody configured", token(Claim.ISS, "other")),
        Arguments.of("catu host", token(Claim.CATU, map(1, map(0, "cdn.other")))),
        Arguments.of("catu path", token(Claim.CATU, map(3, map(1, "/live/43/")))),
        Arguments.of("catu unknown part", token(Claim.CATU, map(99, map(0, "x")))),
        Arguments.of("catu unknown match", token(Claim.CATU, map(3, map(99, "x")))),
        Arguments.of("catu empty match", token(Claim.CATU, map(3, map()))),
        Arguments.of(
            "a regex that explodes elsewhere",
            token(Claim.CATU, map(3, map(4, List.of("^(/|l|i|v|e|(a+)+)+x$"))))),
        Arguments.of("catm", token(Claim.CATM, List.of("POST"))),
        Arguments.of("catm empty", token(Claim.CATM, List.of())),
        Arguments.of(
            "catnip", token(Claim.CATNIP, List.of(tag(52, new byte[] {(byte) 192, 0, 2, 8})))),
        Arguments.of("catnip asn", token(Claim.CATNIP, List.of(64500))),
        Arguments.of("catalpn", token(Claim.CATALPN, List.of("h3".getBytes(US_ASCII)))),
        Arguments.of("cath", token(Claim.CATH, map("x-app", map(0, "web")))),
        Arguments.of("cath absent", token(Claim.CATH, map("x-none", map(0, "web")))),
        Arguments.of("catgeoiso3166", token(Claim.CATGEOISO3166, List.of("FR"))),
        Arguments.of("catreplay prohibited, not counted", token(Claim.CATREPLAY, 1)),
        Arguments.of("catreplay detection, not counted", token(Claim.CATREPLAY, 2)),
        Arguments.of("catreplay unknown", token(Claim.CATREPLAY, 3)),
        Arguments.of("cattpk, nobody told", token(Claim.CATTPK, new byte[32])),
        Arguments.of("a proof of possession", token(8, map(1, "x"))),
        Arguments.of("an unknown claim", token(70_000, 1)),
        Arguments.of("an unknown claim by name", token("private", 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("denied")
  void deniesWhatAClaimDeniesOrNobodyCanJudge(String name, String token) {
    Map<String, String> headers = Map.of("x-alpn", "h2", "x-app", "tv-2", "x-cc", "DE");
    assertThat(verify(token, headers, "192.0.2.7")).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void aPrivateClaimMayBeIgnoredByName() {
    Map<String, String> options = Map.of("ignoreClaims", "70000,private");

    assertThat(verify(token(70_000, 1, "private", 2), URL, Map.of(), "192.0.2.7", options))
        .isInstanceOf(Verdict.Allow.class);
  }

  /** The signed token of RFC 8392 appendix A.3, with the key of A.2.3. */
  @Test
  void readsTheSampleOfTheCborWebToken() throws Exception {
    HexFormat hex = HexFormat.of();
    String x = "143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f";
    String y = "60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d168db9529971a36e7b9";
    byte[] sample =
        hex.parseHex(
            "d28443a10126a104524173796d6d657472696345434453413235365850a70175636f61703a2f2f61732e"
                + "6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c"
                + "652e636f6d041a5612aeb0051a5610d9f0061a5610d9f007420b7158405427c1ff28d23fbad1f29c"
                + "4c7c6a555e601d6fa29f9179bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee743a"
                + "52b9b63632c57209120e1c9e30");
    Jwk key =
        Jwk.parse(
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"AsymmetricECDSA256\",\"alg\":\"ES256\","
                + "\"x\":\"%s\",\"y\":\"%s\"}"
                    .formatted(
                        Base64Url.encode(hex.parseHex(x)), Base64Url.encode(hex.parseHex(y))));
    Placement placement =
        header(Map.of("issuer", "coap://as.example.com", "audience", "coap://light.example.com"));
    PlaybackRequest request =
        Requests.request(
            "GET", URL, Map.of("cta-common-access-token", Base64Url.encode(sample)), null);
    KeyRing ring = new KeyRing(List.of(key.verificationKey()));

    assertThat(Formats.open(DIALECT, placement).verify(request, ring, 1_444_064_943))
        .isInstanceOfSatisfying(
            Verdict.Allow.class,
            allow -> {
              assertThat(allow.grant().viewer()).isEqualTo("erikw");
              assertThat(allow.grant().tokenId()).isEqualTo("0b71");
              assertThat(allow.grant().notBefore()).isEqualTo(1_443_944_944);
            });
    assertThat(Formats.open(DIALECT, placement).verify(request, ring, 1_444_064_944))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.EXPIRED));
    sample[sample.length - 1] ^= 1;
    PlaybackRequest forged =
        Requests.request(
            "GET", URL, Map.of("cta-common-access-token", Base64Url.encode(sample)), null);
    assertThat(Formats.open(DIALECT, placement).verify(forged, ring, 1_444_064_943))
        .isInstanceOf(Verdict.Deny.class);
  }

  /** Attacks on the envelope, each of a token that would hold otherwise. */
  @Test
  void theEnvelopeIsWhatItIs() {
    byte[] good = Objects.requireNonNull(Base64Url.decode(token()));
    byte[] trailing = Arrays.copyOf(good, good.length + 1);
    byte[] noCwtTag = Arrays.copyOfRange(good, 2, good.length);
    byte[] asSignature = good.clone();
    // tag 61 is two bytes, tag 17 one: COSE_Mac0 becomes COSE_Sign1
    asSignature[2] = (byte) 0xd2;
    byte[] noCoseTag = Arrays.copyOfRange(good, 3, good.length);

    assertThat(verify(Base64Url.encode(good), Map.of(), "192.0.2.7"))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify(Base64Url.encode(noCwtTag), Map.of(), "192.0.2.7"))
        .isInstanceOf(Verdict.Allow.class);
    for (byte[] bad : List.of(trailing, asSignature, noCoseTag, new byte[0], new byte[] {-1})) {
      assertThat(verify(Base64Url.encode(bad), Map.of(), "192.0.2.7"))
          .isInstanceOf(Verdict.Deny.class);
    }
    assertThat(verify("A".repeat(65536), Map.of(), "192.0.2.7"))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.MALFORMED));
  }

  /** HMAC keyed with the public key's bytes, under the kid of the pair. */
  @Test
  void anAlgorithmIsBoundToItsKey() throws Exception {
    String secret = Base64Url.encode(EC.verificationKey().key().getEncoded());
    Jwk confused =
        Jwk.parse("{\"kty\":\"oct\",\"kid\":\"ec\",\"alg\":\"HS256\",\"k\":\"" + secret + "\"}");
    String token = Claims.sign(confused.signingKey(), Claim.EXP, NOW + 60);
    Jwk traversal = Jwk.parse(HMAC.toJson().replace("\"kid\":\"hmac\"", "\"kid\":\"../hmac\""));

    for (String bad : List.of(token, Claims.sign(traversal.signingKey(), Claim.EXP, NOW + 60))) {
      assertThat(verify(bad, Map.of(), "192.0.2.7"))
          .isInstanceOfSatisfying(
              Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.SIGNATURE));
    }
  }

  @ParameterizedTest
  @CsvSource({"header, HEADER", "cookie, COOKIE", "redirect, QUERY", "automatic, HEADER"})
  void renewsAsTheTokenAsks(String way, Carrier travels) throws Exception {
    Placement placement = header(Map.of("renewal", way, "renewalSeconds", "120"));
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(NOW + 30).session("s-1").paths(List.of("/live/42/*")).build();
    SignedToken signed = Formats.open(DIALECT, placement).sign(grant, URL, EC.signingKey());
    PlaybackRequest request = Requests.request("GET", URL, signed.headers(), null);
    Verdict.Allow allow =
        (Verdict.Allow) Formats.open(DIALECT, placement).verify(request, RING, NOW);

    Renewal renewal =
        Formats.open(DIALECT, placement).renew(allow, EC.signingKey(), NOW).orElseThrow();
    Optional<Renewal> early =
        Formats.open(DIALECT, placement).renew(allow, EC.signingKey(), NOW - 31);

    assertThat(renewal.expiresAt()).isEqualTo(NOW + 120);
    assertThat(renewal)
        .isInstanceOf(
            switch (travels) {
              case COOKIE -> Renewal.Cookie.class;
              case QUERY -> Renewal.Query.class;
              default -> Renewal.Header.class;
            });
    assertThat(early).isEmpty();
    assertThat(
            Formats.open(DIALECT, placement)
                .verify(
                    Requests.request("GET", URL, Map.of(placement.name(), renewal.value()), null),
                    RING,
                    NOW + 100))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, next -> assertThat(next.grant().session()).isEqualTo("s-1"));
  }

  @ParameterizedTest
  @CsvSource({"session-charset, a.b, -, -", "host-mismatch, s, host, other.example"})
  void refusesToSignWithANamedError(String code, String session, String option, String value) {
    Placement placement = header(option.equals("-") ? Map.of() : Map.of(option, value));

    assertThatThrownBy(() ->
            Formats.open(DIALECT, placement)
                .sign(
                    PlaybackGrant.expiringAt(NOW + 30).session(session).build(),
                    URL,
                    HMAC.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "host, ''",
    "host, CDN.example",
    "scheme, ftp",
    "alpnHeader, ''",
    "alpnHeader, X Protocol",
    "certificateHeader, Client-Cert:",
    "clientKey, AAAA",
    "clientKey, '!'",
    "replay, once",
    "countUses, yes",
    "cwtTag, maybe",
    "textPayload, 1",
    "ignoreClaims, ''",
    "ignoreClaims, 'private,'",
    "ignoreClaims, 4",
    "ignoreClaims, 'private,65535'",
    "ignoreClaims, -65536",
    "countryHeader, X Country",
  })
  void refusesOptionsThatItCannotRead(String option, String value) {
    assertRefused(option, Map.of(option, value));
  }

  @ParameterizedTest
  @CsvSource({
    "renewal, pigeon, 5, -",
    "renewal, -, 5, -",
    "renewal, -, -, 5",
    "renewalSeconds, cookie, -, -",
    "renewalSeconds, cookie, -, 5",
    "renewalSeconds, cookie, -1, -",
    "renewalSeconds, cookie, 1000000000, -",
    "renewalSeconds, cookie, 1.5, -",
    "renewalDeadline, cookie, 5, soon",
    "renewalDeadline, cookie, 5, 1000000000",
  })
  void refusesHalfARenewal(String refused, String way, String seconds, String deadline) {
    Map<String, String> options = new HashMap<>();
    options.put("renewal", way);
    options.put("renewalSeconds", seconds);
    options.put("renewalDeadline", deadline);
    options.values().removeIf("-"::equals);

    assertRefused(refused, options);
  }

  private static void assertRefused(String option, Map<String, String> options) {
    assertThatThrownBy(() -> DIALECT.open(header(options)))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(option);
              assertThat(e).hasMessageStartingWith("the option " + option + " must ");
            });
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void aTokenIsPlacedAsItWasSigned(Carrier carrier) throws Exception {
    CatFormat format = DIALECT.open(new Placement(carrier, "cat", "/live", Map.of()));
    PlaybackGrant grant = PlaybackGrant.expiringAt(NOW + 30).paths(List.of("/live/*")).build();

    SignedToken signed = format.sign(grant, URL, HMAC.signingKey());

    assertThat(format.place(signed.value(), URL)).isEqualTo(signed);
  }

  @Test
  void aRefusalIsAnsweredAsTheTokenAsks() throws Exception {
    CatFormat format = DIALECT.open(header(Map.of()));
    CborItem location = map("Location", List.of("/renew?t=", map(Claim.SUB, "v")));
    CborItem catif = map(Claim.EXP, List.of(302, location, "ec"));
    String token = Claims.sign(HMAC.signingKey(), Claim.EXP, NOW, Claim.CATIF, catif);
    PlaybackRequest request =
        Requests.request("GET", URL, Map.of("cta-common-access-token", token), null);
    Verdict.Deny deny = (Verdict.Deny) format.verify(request, RING, NOW);
    KeyRing signers = new KeyRing(List.of(EC.signingKey()));
    KeyRing others = new KeyRing(List.of(EC.verificationKey()));

    ConditionalAnswer answer =
        format.conditionalAnswer(request, deny, RING, signers, NOW).orElseThrow();

    assertThat(deny.code()).isEqualTo(DenyCode.EXPIRED);
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.headers().get("Location")).matches("/renew\\?t=[A-Za-z0-9_-]+");
    assertThat(format.conditionalAnswer(request, deny, others, signers, NOW)).isEmpty();
    assertThat(
            format.conditionalAnswer(
                request, new Verdict.Deny(DenyCode.METHOD, ""), RING, signers, NOW))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, HEADER, header-7, '; b=2'",
    "2, HEADER, header-7, '; b=2'",
    "0, COOKIE, cookie-7, ''",
  })
  void namesASuccessorAsThatCarrierIsNamed(int way, Carrier carrier, String name, String parameters)
      throws Exception {
    Placement placement = new Placement(carrier, "cta-common-access-token", "", Map.of());
    CborItem catr =
        map(0, way, 1, 120, 3, "cookie-7", 4, "header-7", 5, List.of("a=1"), 6, List.of("b=2"));
    String token = token(Claim.CATR, catr);
    Map<String, String> headers =
        carrier == Carrier.HEADER
            ? Map.of(placement.name(), token)
            : Map.of("Cookie", placement.name() + "=" + token);
    Verdict.Allow allow =
        (Verdict.Allow)
            Formats.open(DIALECT, placement)
                .verify(Requests.request("GET", URL, headers, null), RING, NOW);

    Renewal renewal =
        Formats.open(DIALECT, placement).renew(allow, EC.signingKey(), NOW).orElseThrow();

    assertThat(renewal.name()).isEqualTo(name);
    assertThat(renewal.value()).matches("[A-Za-z0-9_-]+" + parameters);
  }
}
