package io.playgate.playbacktoken.nginx;

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
class SecureLinkFormatTest {
  private static final SigningKey KEY =
      new SigningKey(
          "k1", "secret", new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "RAW"));

  private final SignedDialect dialect = new SecureLinkDialect();

  @Test
  void saysWhatItCovers() {
    assertThat(dialect.description().scope()).isEqualTo(Scope.ONE_URL);
    assertThat(dialect.description().options())
        .extracting(OptionSpec::name, OptionSpec::defaultValue)
        .containsExactly(
            tuple("expression", null),
            tuple("expiresName", "expires"),
            tuple("neverExpires", "false"));
  }

  @ParameterizedTest
  @CsvSource({
    "expression, '', must contain",
    "expression, $uri$secret, must contain",
    "expression, $secure_link_expires$secret, must contain",
    "expression, $secure_link_expires$uri, must contain",
    "expression, $secure_link_expires$uri$host$secret, must contain",
    "expiresName, '', must be a name of letters",
    "expiresName, a=b, must be a name of letters",
    "expiresName, md5, must be another name",
    "neverExpires, yes, 'must be one of true, false'",
    "neverExpires, TRUE, 'must be one of true, false'",
  })
  void aWrongOptionIsRefused(String option, String value, String message) {
    for (Carrier carrier : dialect.description().carriers()) {
      assertThatThrownBy(
              () -> dialect.open(new Placement(carrier, "md5", "/p", Map.of(option, value))))
          .isInstanceOfSatisfying(
              InvalidPlacementException.class,
              e -> {
                assertThat(e.code()).isEqualTo("option-invalid");
                assertThat(e.option()).isEqualTo(option);
                assertThat(e).hasMessageStartingWith("the option " + option + " " + message);
              });
    }
  }

  @Test
  void anotherCarrierIsRefused() {
    assertThatThrownBy(() -> dialect.open(new Placement(Carrier.HEADER, "md5", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }

  @Test
  void aLinkIsPlacedAgainAsItWasSigned() throws Exception {
    PlaybackGrant forever = PlaybackGrant.expiringAt(SecureLinkDialect.FOREVER).build();
    for (Placement placement :
        List.of(
            new Placement(Carrier.QUERY, "md5", "", Map.of()),
            new Placement(Carrier.QUERY, "md5", "/p", Map.of("expiresName", "e")),
            new Placement(Carrier.PATH, "md5", "/p", Map.of("neverExpires", "true")))) {
      SignedFormat format = Formats.open(dialect, placement);
      for (String url : List.of("https://h.example/p/a.m3u8", "https://h.example/p/a.m3u8?v=1")) {
        SignedToken signed = format.sign(forever, url, KEY);

        assertThat(format.place(signed.value(), url)).isEqualTo(signed);
        assertThat(format.place(signed.value(), url.replace("a.m3u8", "b.ts")).url())
            .isEqualTo(signed.url().replace("a.m3u8", "b.ts"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "QUERY, AA",
    "QUERY, md5=AA&x=1",
    "QUERY, md5=AA&md5=AA",
    "PATH, x",
    "PATH, 0123456789ABCDEF0123456789ABCDEF",
    "PATH, 0123456789abcdef0123456789abcde/",
  })
  void noOtherTextIsPlaced(Carrier carrier, String text) {
    SignedFormat format = Formats.open(dialect, new Placement(carrier, "md5", "/p", Map.of()));

    assertThatThrownBy(() -> format.place(text, "https://h.example/p/a"))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("token-invalid"));
  }
}
