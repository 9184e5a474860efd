package io.playgate.playbacktoken.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.OptionSpec;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Scope;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the options must be, and placing a token again. */
class TencentAFormatTest {
  private static final SigningKey KEY =
      new SigningKey(
          "k1", "secret", new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "RAW"));

  private final SignedDialect dialect = new TencentADialect();

  @Test
  void saysWhatItCovers() {
    assertThat(dialect.description().scope()).isEqualTo(Scope.ONE_URL);
    assertThat(dialect.description().options())
        .extracting(OptionSpec::name, OptionSpec::defaultValue)
        .containsExactly(tuple("lifetime", "1800"), tuple("timestamp", "dec"), tuple("uid", "0"));
  }

  @ParameterizedTest
  @CsvSource({
    "lifetime, -1, must be a number from 0",
    "lifetime, '', must be a number from 0",
    "timestamp, hexadecimal, 'must be one of dec, hex'",
    "uid, 1-2, must be letters and digits",
    "uid, '', must be letters and digits",
  })
  void aWrongOptionIsRefused(String option, String value, String message) {
    assertThatThrownBy(
            () -> dialect.open(new Placement(Carrier.QUERY, "sign", "", Map.of(option, value))))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(option);
              assertThat(e).hasMessageStartingWith("the option " + option + " " + message);
            });
  }

  @Test
  void anotherCarrierIsRefused() {
    assertThatThrownBy(() -> dialect.open(new Placement(Carrier.COOKIE, "sign", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }

  @Test
  void aTokenIsPlacedAgainAsItWasSigned() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_000).session("s1").build();
    SignedFormat format =
        Formats.open(
            dialect,
            new Placement(
                Carrier.QUERY,
                "sign",
                "",
                Map.of("timestamp", "hex", "uid", "7", "lifetime", "9")));
    for (String url : List.of("https://h.example/a.m3u8", "https://h.example/a.m3u8?v=1")) {
      SignedToken signed = format.sign(grant, url, KEY);

      assertThat(signed.value()).startsWith("6553f0f7-s1-7-");
      assertThat(format.place(signed.value(), url)).isEqualTo(signed);
    }
  }
}
