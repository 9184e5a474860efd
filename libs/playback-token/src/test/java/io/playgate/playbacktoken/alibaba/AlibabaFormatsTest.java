package io.playgate.playbacktoken.alibaba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the options must be, and placing a token again. */
class AlibabaFormatsTest {
  private static final SigningKey KEY =
      new SigningKey(
          "k1", "secret", new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "RAW"));
  private static final Map<String, SignedDialect> DIALECTS =
      Map.of(
          "a", new AlibabaADialect(),
          "b", new AlibabaBDialect(),
          "c", new AlibabaCDialect(),
          "f", new AlibabaFDialect());

  private static SignedDialect dialect(String type) {
    return Objects.requireNonNull(DIALECTS.get(type));
  }

  private static Placement placement(
      String type, Carrier carrier, String basePath, Map<String, String> options) {
    return new Placement(carrier, dialect(type).description().tokenName(), basePath, options);
  }

  @ParameterizedTest
  @CsvSource({
    "a, lifetime timestamp uid",
    "b, lifetime",
    "c, lifetime hashName timeName",
    "f, lifetime timestamp timeName",
  })
  void saysWhatItCovers(String type, String options) {
    assertThat(dialect(type).description().scope()).isEqualTo(Scope.ONE_URL);
    assertThat(dialect(type).description().options())
        .extracting(OptionSpec::name)
        .containsExactly(options.split(" ", -1));
    assertThat(dialect(type).description().options())
        .extracting(OptionSpec::defaultValue)
        .doesNotContainNull();
  }

  @ParameterizedTest
  @CsvSource({
    "a, lifetime, -1, must be a number from 0 to 4294967295",
    "a, lifetime, 30m, must be a number from 0 to 4294967295",
    "a, lifetime, '', must be a number from 0 to 4294967295",
    "a, lifetime, 01, must be a number from 0 to 4294967295",
    "a, lifetime, 4294967296, must be a number from 0 to 4294967295",
    "b, lifetime, 1.5, must be a number from 0 to 4294967295",
    "c, lifetime, x, must be a number from 0 to 4294967295",
    "f, lifetime, x, must be a number from 0 to 4294967295",
    "a, timestamp, HEX, 'must be one of dec, hex'",
    "a, timestamp, '', 'must be one of dec, hex'",
    "f, timestamp, octal, 'must be one of dec, hex'",
    "a, uid, a-b, must be letters and digits",
    "a, uid, '', must be letters and digits",
    "a, uid, \u00fc, must be letters and digits",
    "c, hashName, a=b, must be a name of letters",
    "c, hashName, '', must be a name of letters",
    "c, timeName, a&b, must be a name of letters",
    "f, timeName, '', must be a name of letters",
    "f, timeName, sign, must be another name",
  })
  void aWrongOptionIsRefused(String type, String option, String value, String message) {
    for (Carrier carrier : dialect(type).description().carriers()) {
      assertThatThrownBy(
              () -> dialect(type).open(placement(type, carrier, "", Map.of(option, value))))
          .isInstanceOfSatisfying(
              InvalidPlacementException.class,
              e -> {
                assertThat(e.code()).isEqualTo("option-invalid");
                assertThat(e.option()).isEqualTo(option);
                assertThat(e).hasMessageStartingWith("the option " + option + " " + message);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({"hashName=KEY2, hashName", "timeName=KEY1, timeName", "both=x, timeName"})
  void typeCsParametersHaveTwoNames(String given, String option) {
    String value = given.substring(given.indexOf('=') + 1);
    Map<String, String> options =
        given.startsWith("both")
            ? Map.of("hashName", value, "timeName", value)
            : Map.of(given.substring(0, given.indexOf('=')), value);

    assertThatThrownBy(() -> dialect("c").open(placement("c", Carrier.QUERY, "", options)))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(option);
            });
  }

  @ParameterizedTest
  @CsvSource({"a, PATH", "b, QUERY", "c, COOKIE", "f, HEADER"})
  void anotherCarrierIsRefused(String type, Carrier carrier) {
    assertThatThrownBy(() -> dialect(type).open(placement(type, carrier, "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }

  @ParameterizedTest
  @CsvSource({
    "a, QUERY, '', uid",
    "b, PATH, '', lifetime",
    "b, PATH, /media, lifetime",
    "c, PATH, '', lifetime",
    "c, PATH, /media, lifetime",
    "c, QUERY, '', hashName",
    "f, QUERY, '', timeName",
  })
  void aTokenIsPlacedAgainAsItWasSigned(
      String type, Carrier carrier, String basePath, String option) throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_040).build();
    for (Map<String, String> options :
        List.<Map<String, String>>of(Map.of(), Map.of(option, "60"))) {
      SignedFormat format =
          Formats.open(dialect(type), placement(type, carrier, basePath, options));
      for (String url :
          List.of("https://h.example/media/a.m3u8", "https://h.example/media/a.m3u8?v=1")) {
        if (type.equals("f") && url.endsWith("?v=1")) {
          continue;
        }
        SignedToken signed = format.sign(grant, url, KEY);

        assertThat(format.place(signed.value(), url)).isEqualTo(signed);
        assertThat(format.place(signed.value(), url.replace("a.m3u8", "b.ts")).url())
            .isEqualTo(signed.url().replace("a.m3u8", "b.ts"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "b, PATH, x",
    "b, PATH, 20231114221/0123456789abcdef0123456789abcdef",
    "b, PATH, 202311142214/0123456789ABCDEF0123456789ABCDEF",
    "b, PATH, 202311142214/0123456789abcdef0123456789abcdef/x",
    "c, PATH, 0123456789abcdef0123456789abcdef",
    "c, PATH, 0123456789abcdef0123456789abcdef/xyz",
    "c, QUERY, KEY1",
    "c, QUERY, KEY1=a&KEY3=b",
    "c, QUERY, KEY1=a&KEY1=b",
    "f, QUERY, sign=a&KEY2=b",
  })
  void noOtherTextIsPlaced(String type, Carrier carrier, String text) {
    SignedFormat format = Formats.open(dialect(type), placement(type, carrier, "", Map.of()));

    assertThatThrownBy(() -> format.place(text, "https://h.example/media/a.m3u8"))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("token-invalid"));
  }

  @Test
  void typeFIsNotPlacedBesideAQuery() throws Exception {
    SignedFormat format = Formats.open(dialect("f"), placement("f", Carrier.QUERY, "", Map.of()));
    String url = "https://h.example/a.ts";
    SignedToken signed = format.sign(PlaybackGrant.expiringAt(1_700_000_040).build(), url, KEY);

    assertThatThrownBy(() -> format.place(signed.value(), url + "?v=1"))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-has-query"));
    assertThatThrownBy(() -> format.place(signed.value(), signed.url()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-has-token"));
  }
}
