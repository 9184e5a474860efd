package io.playgate.playbacktoken.fastly;

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
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the option must be, and placing a token again. */
class FastlyFormatTest {
  private static final SigningKey KEY =
      new SigningKey(
          "k1", "secret", new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "RAW"));

  private final SignedDialect dialect = new FastlyDialect();

  @Test
  void saysWhatItCovers() {
    assertThat(dialect.description().scope()).isEqualTo(Scope.ONE_URL);
    assertThat(dialect.description().options())
        .extracting(OptionSpec::name, OptionSpec::defaultValue)
        .containsExactly(tuple("signQuery", "false"));
  }

  @ParameterizedTest
  @CsvSource({"signQuery, yes", "signQuery, TRUE", "signQuery, ''", "signQuery, 1"})
  void aWrongOptionIsRefused(String option, String value) {
    String message = "must be one of true, false";
    assertThatThrownBy(
            () -> dialect.open(new Placement(Carrier.QUERY, "token", "", Map.of(option, value))))
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
    assertThatThrownBy(() -> dialect.open(new Placement(Carrier.PATH, "token", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }

  @Test
  void aTokenIsPlacedAgainAsItWasSigned() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_000).build();
    for (String signQuery : List.of("false", "true")) {
      SignedFormat format =
          Formats.open(
              dialect, new Placement(Carrier.QUERY, "token", "", Map.of("signQuery", signQuery)));
      for (String url : List.of("https://h.example/a.m3u8", "https://h.example/a.m3u8?v=1")) {
        SignedToken signed = format.sign(grant, url, KEY);

        assertThat(format.place(signed.value(), url)).isEqualTo(signed);
        assertThatThrownBy(() -> format.place(signed.value(), signed.url()))
            .isInstanceOfSatisfying(
                UnsupportedGrantException.class,
                e -> assertThat(e.code()).isEqualTo("url-has-token"));
      }
    }
  }
}
