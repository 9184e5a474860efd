package io.playgate.support.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.support.oauth.ClientCredential.Assertion;
import io.playgate.support.oauth.ClientCredential.OtherScheme;
import io.playgate.support.oauth.ClientCredential.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways of RFC 6749 and RFC 7523 by which a client authenticates, one at a time. */
class ClientCredentialTest {

  @Test
  void idAndSecretComeByTheHeaderOrByTheForm() {
    assertThat(header(basic("app:s3cret"))).isEqualTo(new Secret("app", "s3cret"));
    assertThat(header(basic("app:s3cret").replace("Basic", "bAsIc")))
        .isEqualTo(new Secret("app", "s3cret"));
    assertThat(form("app", "s3cret", null, null)).isEqualTo(new Secret("app", "s3cret"));
    assertThat(form(null, "s3cret", null, null)).isEqualTo(new Secret("", "s3cret"));
  }

  @Test
  void bothPartsOfTheHeaderAreFormEncodedFirst() {
    assertThat(header(basic("a%3Ab+c:p%25w%2Bd%C3%BC")))
        .isEqualTo(new Secret("a:b c", "p%w+d\u00fc"));
    assertThat(header(basic("app:with:colons"))).isEqualTo(new Secret("app", "with:colons"));
  }

  @Test
  void anAssertionNeedsItsType() {
    assertThat(form(null, null, ClientCredential.ASSERTION_TYPE, "a.b.c"))
        .isEqualTo(new Assertion("a.b.c", null));
    assertThat(form("app", null, ClientCredential.ASSERTION_TYPE, "a.b.c"))
        .isEqualTo(new Assertion("a.b.c", "app"));
    assertInvalid(OAuthError.INVALID_REQUEST, () -> form(null, null, null, "a.b.c"));
    assertInvalid(
        OAuthError.INVALID_REQUEST,
        () -> form(null, null, "urn:ietf:params:oauth:client-assertion-type:saml2-bearer", "a"));
  }

  @Test
  void noneIsNone() {
    assertThat(form(null, null, null, null)).isNull();
    assertThat(form("app", "", "", "")).isNull();
    assertThat(header("Bearer abc")).isEqualTo(new OtherScheme());
  }

  @Test
  void severalAreRefused() {
    String basic = basic("app:s3cret");
    assertInvalid(
        OAuthError.INVALID_REQUEST,
        () -> ClientCredential.read(List.of(basic, basic), null, null, null, null));
    assertInvalid(
        OAuthError.INVALID_REQUEST,
        () -> ClientCredential.read(List.of(basic), "app", "s3cret", null, null));
    assertInvalid(
        OAuthError.INVALID_REQUEST,
        () ->
            ClientCredential.read(
                List.of("Bearer abc"), null, null, ClientCredential.ASSERTION_TYPE, "a.b.c"));
    assertInvalid(
        OAuthError.INVALID_REQUEST,
        () -> form("app", "s3cret", ClientCredential.ASSERTION_TYPE, "a.b.c"));
    assertInvalid(
        OAuthError.INVALID_REQUEST,
        () -> ClientCredential.read(List.of(basic), "other", null, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic !", "Basic ", "Basic YWJj", "Basic YTolJQ==", "Basic YTolenk="})
  void aMalformedHeaderIsRefused(String header) {
    assertInvalid(OAuthError.INVALID_CLIENT, () -> header(header));
  }

  @Test
  void aHugeHeaderIsNotDecoded() {
    assertInvalid(OAuthError.INVALID_CLIENT, () -> header(basic("a:" + "b".repeat(8192))));
  }

  @Test
  void noneIsPrinted() {
    assertThat(form("app", "s3cret", null, null)).asString().doesNotContain("s3cret");
    assertThat(new Assertion("a.b.c", "app")).asString().doesNotContain("a.b.c");
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable ClientCredential header(String header) {
    return ClientCredential.read(List.of(header), null, null, null, null);
  }

  private static @Nullable ClientCredential form(
      @Nullable String id,
      @Nullable String secret,
      @Nullable String type,
      @Nullable String assertion) {
    return ClientCredential.read(List.of(), id, secret, type, assertion);
  }

  private static void assertInvalid(
      OAuthError error, org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            OAuthException.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }
}
