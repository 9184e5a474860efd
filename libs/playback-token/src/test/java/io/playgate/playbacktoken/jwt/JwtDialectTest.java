package io.playgate.playbacktoken.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
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
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtDialectTest {
  private static final Jwk JWK = Jwk.generateEs256("key-1");
  private static final KeyRing RING = new KeyRing(List.of(JWK.verificationKey()));
  private static final long NOW = 1_700_000_000;
  private static final long END = 1_700_003_600;
  private static final Placement PATH =
      new Placement(Carrier.PATH, "token", "/media/p", Map.of("issuer", "playgate"));
  private static final String URL = "https://edge.example/media/p/vod/clock/m.m3u8";
  private static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"key-1\"}";
  private static final String CLAIMS =
      "{\"iss\":\"playgate\",\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}";

  private final JwtDialect dialect = new JwtDialect();

  @Test
  void carriesEveryFieldOfAGrant() throws Exception {
    PlaybackGrant grant = fullGrant();

    SignedToken token = Formats.open(dialect, PATH).sign(grant, URL, JWK.signingKey());

    assertThat(token.url())
        .isEqualTo("https://edge.example/media/p/token=" + token.value() + "/vod/clock/m.m3u8");
    Verdict verdict =
        Formats.open(dialect, PATH)
            .verify(
                Requests.request(
                    "GET",
                    token.url(),
                    Map.of("Origin", "https://www.example.com:8443"),
                    "2001:db8::7"),
                RING,
                NOW);
    assertDenied(verdict, DenyCode.COUNTRY);
    Placement withCountry =
        new Placement(
            Carrier.PATH,
            "token",
            "/media/p",
            Map.of("issuer", "playgate", "countryHeader", "X-Country"));
    assertThat(
            Requests.Allowed.of(
                Formats.open(dialect, withCountry)
                    .verify(
                        Requests.request(
                            "GET",
                            token.url(),
                            Map.of("Origin", "https://www.example.com:8443", "x-country", "ch"),
                            "2001:db8::7"),
                        RING,
                        NOW)))
        .isEqualTo(
            new Requests.Allowed(grant, token.value(), "key-1", "/media/p/vod/clock/m.m3u8", ""));
  }

  /** Nimbus JOSE+JWT as the judge of what is signed here. */
  @Test
  void nimbusAcceptsTheToken() throws Exception {
    SignedToken token = Formats.open(dialect, PATH).sign(fullGrant(), URL, JWK.signingKey());

    SignedJWT jwt = SignedJWT.parse(token.value());

    assertThat(jwt.verify(new ECDSAVerifier(ECKey.parse(JWK.toVerificationJson())))).isTrue();
    assertThat(jwt.getHeader().getType()).isEqualTo(new JOSEObjectType("playback+jwt"));
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo("playgate");
    assertThat(claims.getSubject()).isEqualTo("viewer-1");
    assertThat(claims.getAudience()).containsExactly("clock");
    assertThat(claims.toJSONObject()).containsEntry("exp", END).containsEntry("nbf", NOW);
    assertThat(claims.getStringClaim("sid")).isEqualTo("session-1");
    assertThat(claims.getStringListClaim("paths")).containsExactly("/media/p/vod/clock/*");
  }

  /** Nimbus JOSE+JWT as a foreign signer. */
  @Test
  void acceptsWhatNimbusSigns() throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("key-1")
                .type(JOSEObjectType.JWT)
                .build(),
            JWTClaimsSet.parse(
                "{\"iss\":\"playgate\",\"aud\":[\"clock\"],\"sub\":\"viewer-1\",\"sid\":\"session-1\","
                    + "\"paths\":[\"/media/p/vod/clock/*\"],\"other\":{\"a\":[1,2]},"
                    + "\"exp\":1700003600}"));
    jwt.sign(new ECDSASigner(ECKey.parse(JWK.toJson())));

    assertThat(verify(jwt.serialize()))
        .isInstanceOfSatisfying(
            Verdict.Allow.class,
            allow -> {
              assertThat(allow.grant().asset()).isEqualTo("clock");
              assertThat(allow.grant().session()).isEqualTo("session-1");
            });
  }

  @Test
  void anEmptyAclMeansTheUrlAlone() throws Exception {
    SignedToken token =
        Formats.open(dialect, PATH)
            .sign(PlaybackGrant.expiringAt(END).build(), URL, JWK.signingKey());

    assertThat(verify(token.value())).isInstanceOf(Verdict.Allow.class);
    assertDenied(
        Formats.open(dialect, PATH)
            .verify(
                Requests.get("/media/p/token=" + token.value() + "/vod/clock/n.m3u8"), RING, NOW),
        DenyCode.OUTSIDE_ACL);
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void travelsByEveryCarrier(Carrier carrier) throws Exception {
    Placement placement = new Placement(carrier, "token", "/media/p", Map.of());
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).paths(List.of("/media/p/vod/*")).build();

    SignedToken token = Formats.open(dialect, placement).sign(grant, URL, JWK.signingKey());

    assertThat(
            Formats.open(dialect, placement)
                .verify(Requests.follow(token, placement, "/media/p/vod/x/1.m4s"), RING, NOW))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(Formats.open(dialect, placement).place(token.value(), URL)).isEqualTo(token);
  }

  @ParameterizedTest
  @CsvSource({"issuers, playgate, option-unknown", "countryHeader, X Country, option-invalid"})
  void refusesOptionsThatItCannotRead(String option, String value, String code) {
    assertThatThrownBy(
            () -> dialect.open(new Placement(Carrier.PATH, "token", "", Map.of(option, value))))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.option()).isEqualTo(option);
            });
  }

  @ParameterizedTest
  @CsvSource({"1700003599,", "1700003600,EXPIRED", "1700003601,EXPIRED"})
  void isRefusedFromTheSecondOfItsExpiry(long now, DenyCode expected) throws Exception {
    SignedToken token =
        Formats.open(dialect, PATH)
            .sign(PlaybackGrant.expiringAt(END).build(), URL, JWK.signingKey());

    Verdict verdict = Formats.open(dialect, PATH).verify(Requests.get(token.url()), RING, now);

    if (expected == null) {
      assertThat(verdict).isInstanceOf(Verdict.Allow.class);
    } else {
      assertDenied(verdict, expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"alg\":\"none\",\"kid\":\"key-1\"}|SIGNATURE",
        "{\"alg\":\"NONE\",\"kid\":\"key-1\"}|SIGNATURE",
        "{\"alg\":\"HS256\",\"kid\":\"key-1\"}|SIGNATURE",
        "{\"alg\":\"ES384\",\"kid\":\"key-1\"}|SIGNATURE",
        "{\"kid\":\"key-1\"}|SIGNATURE",
        "{\"alg\":\"ES256\"}|SIGNATURE",
        "{\"alg\":\"ES256\",\"kid\":\"../../etc/passwd\"}|SIGNATURE",
        "{\"alg\":\"ES256\",\"kid\":\"key-2\"}|SIGNATURE",
        "{\"alg\":\"ES256\",\"kid\":7}|MALFORMED",
        "{\"alg\":\"ES256\",\"kid\":\"key-1\",\"kid\":\"key-1\"}|MALFORMED",
        "{\"alg\":\"ES256\",\"kid\":\"key-1\",\"crit\":[\"exp\"]}|CRITICAL_CLAIM",
        "{\"alg\":\"ES256\",\"kid\":\"key-1\",\"typ\":\"at+jwt\"}|MALFORMED",
        "{\"alg\":\"ES256\",\"kid\":\"key-1\"} |",
        "{\"alg\":\"ES256\",\"kid\":\"key-1\"}x|MALFORMED",
        "{\"alg\":\"ES256\",\"kid\":\"key-1\"}{}|MALFORMED",
        "[\"ES256\"]|MALFORMED",
        "{\"alg\":\"ES256\",\"kid\":\"key-1\",\"a\":[[[[[[[[[1]]]]]]]]]}|MALFORMED",
      })
  void judgesTheHeader(String header, DenyCode expected) throws Exception {
    Verdict verdict = verify(sign(header, CLAIMS));

    if (expected == null) {
      assertThat(verdict).isInstanceOf(Verdict.Allow.class);
    } else {
      assertDenied(verdict, expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"iss\":\"playgate\",\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"other\",\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}|ISSUER",
        "{\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}|ISSUER",
        "{\"iss\":\"playgate\",\"exp\":1700003600}|OUTSIDE_ACL",
        "{\"iss\":\"playgate\",\"exp\":1700003600,\"paths\":[]}|OUTSIDE_ACL",
        "{\"iss\":\"playgate\",\"exp\":1700003600,\"paths\":\"/media/p/*\"}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":1700003600,\"paths\":[7]}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":1700003600,\"paths\":[\"media\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":1700003600.5,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":\"1700003600\",\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":-1,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":1e10,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":99999999999999999999,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":1700003600,\"exp\":1800000000,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"nbf\":1700003600,\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"nbf\":1700000001,\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}|NOT_YET_VALID",
        "{\"iss\":\"playgate\",\"aud\":[\"a\",\"b\"],\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}|AUDIENCE",
        "{\"iss\":\"playgate\",\"ip\":\"localhost\",\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"countries\":[],\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"methods\":[],\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}|MALFORMED",
        "{\"iss\":\"playgate\",\"exp\":1700003600,\"paths\":[\"/media/p/*\"]}]|MALFORMED",
        "null|MALFORMED",
        "{}|ISSUER",
      })
  void judgesTheClaims(String claims, DenyCode expected) throws Exception {
    assertDenied(verify(sign(HEADER, claims)), expected);
  }

  @Test
  void refusesSpellingsThatAreNotCanonical() throws Exception {
    String token = sign(HEADER, CLAIMS);
    int second = token.lastIndexOf('.');
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));

    assertThat(verify(token)).isInstanceOf(Verdict.Allow.class);
    for (String other :
        List.of(
            token + "=",
            token + "==",
            token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1),
            token + ".",
            token + ".e30",
            "." + token,
            token.substring(0, second),
            token.substring(0, second + 1),
            token.replace('.', '~'),
            token.substring(0, second) + "." + derSignature(token))) {
      assertThat(verify(other)).as(other).isInstanceOf(Verdict.Deny.class);
    }
  }

  @Test
  void anUnsignedTokenIsRefused() {
    String token = encode("{\"alg\":\"none\",\"kid\":\"key-1\"}") + "." + encode(CLAIMS) + ".";

    assertThat(verify(token)).isInstanceOf(Verdict.Deny.class);
    assertDenied(verify(token + "AA"), DenyCode.SIGNATURE);
  }

  @Test
  void aSecretInTheRingIsNeverUsedForIt() throws Exception {
    SigningKey secret =
        new SigningKey("key-1", "HS256", new SecretKeySpec(new byte[32], "HmacSHA256"));
    String signed = encode("{\"alg\":\"HS256\",\"kid\":\"key-1\"}") + "." + encode(CLAIMS);
    String token =
        signed + "." + Base64Url.encode(secret.sign(signed.getBytes(StandardCharsets.ISO_8859_1)));

    assertDenied(
        Formats.open(dialect, PATH)
            .verify(
                Requests.get("/media/p/token=" + token + "/a"), new KeyRing(List.of(secret)), NOW),
        DenyCode.SIGNATURE);
    assertThatThrownBy(() ->
            Formats.open(dialect, PATH).sign(PlaybackGrant.expiringAt(END).build(), URL, secret))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("key-algorithm"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 65})
  void refusesSignaturesOfAnotherLength(int length) {
    String token = encode(HEADER) + "." + encode(CLAIMS) + "." + Base64Url.encode(new byte[length]);

    assertThat(verify(token)).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void refusesTheAllZeroSignature() {
    String token = encode(HEADER) + "." + encode(CLAIMS) + "." + Base64Url.encode(new byte[64]);

    assertDenied(verify(token), DenyCode.SIGNATURE);
  }

  @Test
  void refusesToSignMoreThanIsRead() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 257; i++) {
      many.add("" + (char) ('A' + i / 26) + (char) ('A' + i % 26));
    }
    Map<String, PlaybackGrant> grants =
        Map.of(
            "methods-too-many",
            PlaybackGrant.expiringAt(END).methods(many.subList(0, 65)).build(),
            "countries-too-many",
            PlaybackGrant.expiringAt(END).countries(many).build());

    grants.forEach((code, grant) ->
        assertThatThrownBy(() ->
                Formats.open(dialect, PATH)
                    .sign(grant, "https://cdn.example/media/p/vod/x", JWK.signingKey()))
            .isInstanceOfSatisfying(
                UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code)));
  }

  private static PlaybackGrant fullGrant() {
    return PlaybackGrant.expiringAt(END)
        .session("session-1")
        .viewer("viewer-1")
        .asset("clock")
        .packageId("basic")
        .entitlement("bX9kQ0-_dGVz")
        .login("login-1")
        .device("device-1")
        .paths(List.of("/media/p/vod/clock/*"))
        .issuedAt(NOW)
        .notBefore(NOW)
        .tokenId("token-1")
        .ip("2001:db8::/32")
        .domain("*.example.com")
        .methods(List.of("GET"))
        .countries(List.of("CH", "DE"))
        .data("x")
        .build();
  }

  private Verdict verify(String token) {
    return Formats.open(dialect, PATH)
        .verify(Requests.get("/media/p/token=" + token + "/vod/clock/m.m3u8"), RING, NOW);
  }

  private static String sign(String header, String claims) throws UnsupportedGrantException {
    String signed = encode(header) + "." + encode(claims);
    byte[] signature =
        Signatures.sign(JWK.signingKey(), signed.getBytes(StandardCharsets.ISO_8859_1));
    return signed + "." + Base64Url.encode(signature);
  }

  private static String derSignature(String token) throws Exception {
    java.security.Signature signature = java.security.Signature.getInstance("SHA256withECDSA");
    signature.initSign((java.security.PrivateKey) JWK.signingKey().key());
    signature.update(
        token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.ISO_8859_1));
    return Base64Url.encode(signature.sign());
  }

  private static String encode(String json) {
    return Base64Url.encode(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertDenied(Verdict verdict, DenyCode code) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(code));
  }
}
