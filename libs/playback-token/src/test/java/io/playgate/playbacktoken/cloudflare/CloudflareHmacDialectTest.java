package io.playgate.playbacktoken.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class CloudflareHmacDialectTest {
  private static final CloudflareHmacDialect DIALECT = new CloudflareHmacDialect();
  private static final SigningKey KEY =
      new SigningKey(
          "k1",
          "secret",
          new SecretKeySpec("mysecrettoken".getBytes(StandardCharsets.UTF_8), "RAW"));
  private static final Placement PLACEMENT = new Placement(Carrier.QUERY, "verify", "", Map.of());

  private static Verdict verify(String target, long now) {
    return DIALECT.verify(Requests.get(target), new KeyRing(List.of(KEY)), now, PLACEMENT);
  }

  /**
   * The inputs of Cloudflare's documentation; the MAC that follows from them, computed with
   * openssl, is not the one that is printed there.
   */
  @Test
  void theInputsOfTheDocumentation() throws Exception {
    SignedToken token =
        DIALECT.sign(
            PlaybackGrant.expiringAt(1_484_063_787 + 10_800).build(),
            "https://downloads.example.com/images/cat.jpg",
            KEY,
            PLACEMENT);

    assertThat(token.value())
        .isEqualTo("1484063787-XsZ5NmtNBxOd4f4fBOtqVmpWRnDRNkHKVZieqDPKu3U%3D");
    assertThat(verify(token.url(), 1_484_063_787 + 10_799)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(token.url(), 1_484_063_787 + 10_800)).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void theQueryIsSignedAndTheTokenComesLast() throws Exception {
    SignedToken token =
        DIALECT.sign(
            PlaybackGrant.expiringAt(1_700_000_000).build(),
            "https://cdn.example/a?x=1",
            KEY,
            PLACEMENT);

    assertThat(verify(token.url(), 1_699_999_999)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(token.url().replace("x=1", "x=2"), 1_699_999_999))
        .isInstanceOf(Verdict.Deny.class);
    assertThat(verify("/a?" + "verify=" + token.value() + "&x=1", 1_699_999_999))
        .isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void aPatternThatTheRuleDoesNotSignIsRefused() {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_000).paths(List.of("/live/*")).build();

    assertThatThrownBy(() -> DIALECT.sign(grant, "https://cdn.example/live/a", KEY, PLACEMENT))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("path-pattern"));
  }
}
