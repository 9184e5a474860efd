package io.playgate.playbacktoken.urisigning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs from RFC 9246; the judge is in testing/dialect-judges. */
class AtsDialectTest {
  private static final AtsDialect DIALECT = new AtsDialect();
  private static final String NAME = "URISigningPackage";
  private static final String URL = "http://cdn.test:8080/live/42/m.m3u8";
  private static final long NOW = 1_700_000_000;
  private static final Jwk KEY = Jwk.generateEs256("k1");
  private static final KeyRing RING = new KeyRing(List.of(KEY.verificationKey()));
  private static final Placement QUERY = placement(Map.of("issuer", "playgate"));

  private static Placement placement(Map<String, String> options) {
    return new Placement(Carrier.QUERY, NAME, "", options);
  }

  private static PlaybackGrant.Builder grant() {
    return PlaybackGrant.expiringAt(NOW + 60).paths(List.of("/live/42/*"));
  }

  private static Verdict verify(String url) {
    return Formats.open(DIALECT, QUERY).verify(Requests.get(url), RING, NOW);
  }

  private static @Nullable DenyCode code(Verdict verdict) {
    return verdict instanceof Verdict.Deny deny ? deny.code() : null;
  }

  @Test
  void theSessionTravelsInSub() throws Exception {
    String url =
        Formats.open(DIALECT, QUERY)
            .sign(grant().session("s1").build(), URL, KEY.signingKey())
            .url();

    assertThat(verify(url))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.grant().session()).isEqualTo("s1"));
    String claims = url.substring(url.indexOf('.', url.indexOf("ey")) + 1);
    assertThat(
            new String(
                java.util.Base64.getUrlDecoder().decode(claims.substring(0, claims.indexOf('.'))),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"iss\":\"playgate\",\"sub\":\"s1\",\"exp\":1700000060,\"cdniuc\":"
                + "\"regex:^http://cdn\\\\.test:8080/live/42/[^?]*(\\\\?.*)?$\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|",
        ",\"sub\":\"s1\"|",
        ",\"sid\":\"s1\"|",
        ",\"sub\":1|SUBJECT",
        ",\"jti\":\"t\"|TOKEN_ID",
        ",\"jti\":7|TOKEN_ID",
        ",\"cdniip\":\"e30..a.a.a\"|CLIENT_ADDRESS",
        ",\"sid\":\"s1\",\"cdnicrit\":\"sid\"|CRITICAL_CLAIM",
        ",\"cdniets\":30,\"cdnistt\":2|RENEWAL",
        ",\"cdniets\":30|RENEWAL",
        ",\"aud\":\"mycdn\"|AUDIENCE",
      })
  void deniesWhatTrafficServerDenies(@Nullable String more, @Nullable DenyCode expected)
      throws Exception {
    String claims =
        "{\"iss\":\"playgate\",\"exp\":1700000060,\"cdniuc\":\"regex:http://.*\""
            + (more == null ? "" : more)
            + "}";
    assertThat(code(verify(URL + "?" + NAME + "=" + token(claims)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "{\"exp\":1700000060,\"cdniuc\":\"regex:.*\"} ISSUER",
        "{\"iss\":\"other\",\"exp\":1700000060,\"cdniuc\":\"regex:.*\"} ISSUER",
        "{\"iss\":\"playgate\",\"cdniuc\":\"regex:.*\"} EXPIRED",
        "{\"iss\":\"playgate\",\"exp\":1700000060} OUTSIDE_ACL",
        "{\"iss\":\"playgate\",\"exp\":1700000060,\"cdniuc\":\"hash:sha-256;AA\"} OUTSIDE_ACL",
        "{\"iss\":\"playgate\",\"exp\":1700000060,\"cdniuc\":\"regex:http://cdn\"} OUTSIDE_ACL",
      })
  void isNeverLooserThanTheRfc(String claims, DenyCode expected) throws Exception {
    assertThat(code(verify(URL + "?" + NAME + "=" + token(claims)))).isEqualTo(expected);
  }

  private static String token(String claims) throws UnsupportedGrantException {
    String signed =
        Base64Url.encode("{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + Base64Url.encode(claims.getBytes(StandardCharsets.UTF_8));
    byte[] signature =
        Signatures.sign(KEY.signingKey(), signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64Url.encode(signature);
  }

  /** Traffic Server counts {@code %20} as one character, the RFC as three: both must match. */
  @ParameterizedTest
  @CsvSource({
    "a[^/]b, a%20b, OUTSIDE_ACL",
    "a[^/]{3}b, a%20b, OUTSIDE_ACL",
    "a[^/]*b, a%20b,",
    "a[^/]{3}b, a%2cb,",
  })
  void bothFormsOfTheUriMustMatch(String expression, String segment, @Nullable DenyCode expected)
      throws Exception {
    String token =
        token(
            "{\"iss\":\"playgate\",\"exp\":1700000060,\"cdniuc\":\"regex:http://cdn.test/"
                + expression
                + "\"}");

    assertThat(code(verify("http://cdn.test/" + segment + "?" + NAME + "=" + token)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"/live//42/m.m3u8", "/live/42//m.m3u8", "/live/42/[a].ts"})
  void refusesWhatTrafficServerComparesOtherwise(String path) throws Exception {
    String token =
        Formats.open(DIALECT, QUERY).sign(grant().build(), URL, KEY.signingKey()).value();

    assertThat(code(verify("http://cdn.test:8080" + path + "?" + NAME + "=" + token)))
        .isEqualTo(DenyCode.MALFORMED);
  }

  @Test
  void namesTheOptionThatIsMissing() {
    assertThatThrownBy(() -> DIALECT.open(placement(Map.of("audience", "cdn"))))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo("issuer");
            });
  }

  @Test
  void aTokenIsPlacedAsItWasSigned() throws Exception {
    SignedToken signed =
        Formats.open(DIALECT, QUERY).sign(grant().build(), URL + "?a=b", KEY.signingKey());

    assertThat(Formats.open(DIALECT, QUERY).place(signed.value(), URL + "?a=b")).isEqualTo(signed);
  }

  @Test
  void refusesToSignWhatTrafficServerWouldNotServe() {
    assertRefused("option-invalid", grant().build(), placement(Map.of()));
    assertRefused(
        "option-invalid",
        grant().build(),
        placement(Map.of("issuer", "i", "renewal", "query", "renewalSeconds", "9")));
    assertRefused(
        "option-invalid", grant().build(), placement(Map.of("issuer", "i", "renewal", "cookie")));
    for (String option : List.of("container", "tokenId")) {
      assertRefused(
          "option-unknown", grant().build(), placement(Map.of("issuer", "i", option, "accept")));
    }
    assertRefused("path-escape", grant().paths(List.of("/a%20b/*")).build(), QUERY);
    assertRefused("path-escape", grant().paths(List.of("/a{b/*")).build(), QUERY);
    assertRefused("ip-not-carried", grant().ip("192.0.2.1").build(), QUERY);
    assertRefused("viewer-not-carried", grant().viewer("v").build(), QUERY);
  }

  private static void assertRefused(String code, PlaybackGrant grant, Placement placement) {
    assertThatThrownBy(() -> Formats.open(DIALECT, placement).sign(grant, URL, KEY.signingKey()))
        .satisfies(e -> assertThat(Formats.code(e)).isEqualTo(code));
  }
}
