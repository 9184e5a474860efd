package io.playgate.playbacktoken.wowza;

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

/** What the options must be, and placing a token again. */
class WowzaFormatTest {
  private static final SigningKey KEY =
      new SigningKey(
          "k1", "secret", new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "RAW"));

  private final SignedDialect dialect = new WowzaDialect();

  @Test
  void saysWhatItCovers() {
    assertThat(dialect.description().scope()).isEqualTo(Scope.SUBTREE);
    assertThat(dialect.description().options())
        .extracting(OptionSpec::name, OptionSpec::defaultValue)
        .containsExactly(tuple("hash", "SHA-256"), tuple("sessionParameter", "session"));
  }

  @ParameterizedTest
  @CsvSource({
    "hash, SHA-1, must be one of",
    "hash, sha-256, must be one of",
    "hash, '', must be one of",
    "sessionParameter, '', must be a name",
    "sessionParameter, a=b, must be a name",
    "sessionParameter, a&b, must be a name",
    "sessionParameter, a.b, must be a name",
    "sessionParameter, hash, must be a name",
    "sessionParameter, endtime, must be a name",
    "sessionParameter, starttime, must be a name",
  })
  void aWrongOptionIsRefused(String option, String value, String message) {
    assertThatThrownBy(() ->
            dialect.open(new Placement(Carrier.QUERY, "wowzatoken", "", Map.of(option, value))))
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
    assertThatThrownBy(() -> dialect.open(new Placement(Carrier.PATH, "wowzatoken", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }

  @Test
  void aTokenIsPlacedAgainAsItWasSigned() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(1_700_000_000).notBefore(1_600_000_000).session("s1").build();
    for (Map<String, String> options :
        List.<Map<String, String>>of(
            Map.of(), Map.of("hash", "SHA-512", "sessionParameter", "sid"))) {
      SignedFormat format =
          Formats.open(dialect, new Placement(Carrier.QUERY, "wowzatoken", "", options));
      for (String url : List.of("https://h.example/a/m.m3u8", "https://h.example/a/m.m3u8?v=1")) {
        SignedToken signed = format.sign(grant, url, KEY);

        assertThat(format.place(signed.value(), url)).isEqualTo(signed);
        assertThat(format.place(signed.value(), url.replace("m.m3u8", "1.ts")).url())
            .isEqualTo(signed.url().replace("m.m3u8", "1.ts"));
        assertThatThrownBy(() -> format.place(signed.value(), signed.url()))
            .isInstanceOfSatisfying(
                UnsupportedGrantException.class,
                e -> assertThat(e.code()).isEqualTo("url-has-token"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "AA", "wowzatokenhash=AA&x=1", "hash=AA", "wowzatokenhash=A&wowzatokenhash=A"})
  void noOtherTextIsPlaced(String text) {
    SignedFormat format =
        Formats.open(dialect, new Placement(Carrier.QUERY, "wowzatoken", "", Map.of()));

    assertThatThrownBy(() -> format.place(text, "https://h.example/a/m.m3u8"))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("token-invalid"));
  }
}
