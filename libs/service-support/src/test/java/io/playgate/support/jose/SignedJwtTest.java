package io.playgate.support.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.support.testing.TestCredentials;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token is what its key signed by ES256, and nothing that looks like it. */
class SignedJwtTest {
  private static final String TYPE = "test+jwt";

  private final PublicJsonWebKey key = TestCredentials.newKey("k1");
  private final ECPublicKey publicKey = (ECPublicKey) key.getPublicKey();

  @Test
  void claimsAreGivenOnceTheKeyVerifiedThem() {
    SignedJwt jwt =
        parse(TestCredentials.sign(key, TYPE, Map.of(), Map.of("iss", "a", "exp", 7, "aud", "b")));
    assertThat(jwt.kid()).isEqualTo("k1");
    assertThat(jwt.unverified("iss")).isEqualTo("a");
    JwtClaimSet claims = jwt.verify(publicKey);
    assertThat(claims.text("iss", 1)).isEqualTo("a");
    assertThat(claims.seconds("exp")).isEqualTo(7);
    assertThat(claims.seconds("nbf", 3)).isEqualTo(3);
    assertThat(claims.isFor("b")).isTrue();
    assertThat(claims.isFor("B")).isFalse();
  }

  @Test
  void anotherKeyOrAChangedTokenIsRefused() {
    String token = TestCredentials.sign(key, TYPE, Map.of(), Map.of("iss", "a"));
    ECPublicKey other = (ECPublicKey) TestCredentials.newKey("k1").getPublicKey();
    assertRefused(() -> parse(token).verify(other), "signature");
    assertThatThrownBy(() -> parse(TestCredentials.tampered(token)).verify(publicKey))
        .isInstanceOf(JwtRefusedException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"alg\":\"none\",\"typ\":\"test+jwt\",\"kid\":\"k1\"} | alg",
        "{\"alg\":\"HS256\",\"typ\":\"test+jwt\",\"kid\":\"k1\"} | alg",
        "{\"alg\":\"ES384\",\"typ\":\"test+jwt\",\"kid\":\"k1\"} | alg",
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"} | typ",
        "{\"alg\":\"ES256\",\"kid\":\"k1\"} | typ",
        "{\"alg\":\"ES256\",\"typ\":\"test+jwt\"} | kid",
        "{\"alg\":\"ES256\",\"typ\":\"test+jwt\",\"kid\":\"a\\u0000b\"} | kid",
        "{\"alg\":\"ES256\",\"typ\":\"test+jwt\",\"kid\":\"k1\",\"crit\":[\"exp\"]} | extensions",
        "{\"alg\":\"ES256\",\"typ\":\"test+jwt\",\"kid\":\"k1\",\"b64\":false} | extensions",
      })
  void headersOfAnotherKindAreRefused(String header, String why) {
    assertRefused(() -> parse(token(header, "{\"iss\":\"a\"}")), why);
  }

  @Test
  void thePublicKeyIsNoSecret() throws Exception {
    String unsigned =
        encoded("{\"alg\":\"HS256\",\"typ\":\"test+jwt\",\"kid\":\"k1\"}")
            + "."
            + encoded("{\"iss\":\"a\"}");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(publicKey.getEncoded(), "HmacSHA256"));
    String signature =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac.doFinal(unsigned.getBytes(UTF_8)));
    assertRefused(() -> parse(unsigned + "." + signature), "alg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "...", "a.b", "a.b.c.d", "{}.{}.{}", "\u0000.\u0000.\u0000"})
  void whatIsNoTokenIsRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(JwtRefusedException.class);
  }

  @Test
  void theHugeIsRefusedUnread() {
    assertRefused(() -> parse("a".repeat(4097)), "too long");
  }

  @Test
  void claimsOfAnotherTypeAreRefused() {
    JwtClaimSet claims =
        new JwtClaimSet(
            Map.of(
                "text",
                "",
                "long",
                "abc",
                "number",
                1.5,
                "negative",
                -1L,
                "late",
                1L << 40,
                "aud",
                List.of("x", "y")));
    for (String claim : List.of("number", "negative", "late", "text", "absent")) {
      assertRefused(() -> claims.seconds(claim), claim);
      assertRefused(() -> claims.text(claim, 10), claim);
    }
    assertRefused(() -> claims.text("long", 2), "long");
    assertRefused(() -> claims.seconds("number", 0), "number");
    assertThat(claims.isFor("y")).isTrue();
  }

  private static SignedJwt parse(String token) {
    return SignedJwt.parse(token, 4096, TYPE::equals);
  }

  private static String token(String header, String claims) {
    return encoded(header) + "." + encoded(claims) + "." + encoded("x".repeat(64));
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String why) {
    assertThatThrownBy(what).isInstanceOf(JwtRefusedException.class).hasMessage(why);
  }
}
