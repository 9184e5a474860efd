package io.playgate.demo.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ServiceKeyTest {

  @Test
  void thePublicHalfHoldsNothingPrivate() {
    ServiceKey key = ServiceKey.generate("edge-1");

    assertThat(key.publicJwk().fieldNames())
        .containsExactlyInAnyOrder("kty", "crv", "kid", "alg", "use", "x", "y");
    assertThat(key.privateJwk().fieldNames()).contains("d");
  }

  @Test
  void coordinatesAreAlways32Bytes() {
    // Short numbers are padded; the sign byte of those with the highest bit set is left out.
    BigInteger highest = BigInteger.ONE.shiftLeft(255);

    assertThat(decoded(ServiceKey.coordinate(BigInteger.ONE))).hasSize(32).endsWith(1);
    assertThat(decoded(ServiceKey.coordinate(highest))).hasSize(32).startsWith(0x80);
  }

  @Test
  void eachKeyIsNew() {
    JsonObject one = ServiceKey.generate("a").privateJwk();
    JsonObject other = ServiceKey.generate("a").privateJwk();

    assertThat(one.getString("d")).isNotEqualTo(other.getString("d"));
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
