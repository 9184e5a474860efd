package io.playgate.playbacktoken.bunny;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the options of both schemes must be, and placing a token again. */
class BunnyFormatTest {
  private static final List<SignedDialect> DIALECTS =
      List.of(new BunnyDialect(), new BunnyLegacyDialect());
  private static final SigningKey KEY =
      new SigningKey(
          "k1", "secret", new SecretKeySpec("SecurityKey".getBytes(StandardCharsets.UTF_8), "RAW"));

  private static SignedFormat open(SignedDialect dialect, Carrier carrier) {
    return Formats.open(
        dialect,
        new Placement(
            carrier,
            "token",
            "/media",
            Map.of("countryHeader", "X-Country", "countriesBlocked", "RU,CN", "limit", "1000")));
  }

  @Test
  void saysWhatItCovers() {
    for (SignedDialect dialect : DIALECTS) {
      assertThat(dialect.description().scope()).isEqualTo(Scope.SUBTREE);
      assertThat(dialect.description().options())
          .extracting(OptionSpec::name)
          .containsExactly("countriesBlocked", "limit", "ignoreParams", "countryHeader");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit | 0 | limit | the option limit must be a number from 1",
        "limit | -1 | limit | the option limit must be a number from 1",
        "limit | fast | limit | the option limit must be a number from 1",
        "limit | '' | limit | the option limit must be a number from 1",
        "countriesBlocked | ru | countriesBlocked | the option countriesBlocked must be upper",
        "countriesBlocked | '' | countriesBlocked | the option countriesBlocked must be upper",
        "countriesBlocked | RU;CN | countriesBlocked | the option countriesBlocked must be upper",
        "countriesBlocked | RU, | countriesBlocked | the option countriesBlocked must be upper",
        "countriesBlocked | RUS | countriesBlocked | the option countriesBlocked must be upper",
        "ignoreParams | yes | ignoreParams | the option ignoreParams must be one of true, false",
        "ignoreParams | TRUE | ignoreParams | the option ignoreParams must be one of true, false",
        "countryHeader | X Country | countryHeader | the option countryHeader must be the name of",
        "ignoreParams limit | true 1000 | ignoreParams | the option ignoreParams cannot be true",
        "ignoreParams countriesBlocked | true RU | ignoreParams | the option ignoreParams cannot",
      })
  void aWrongOptionIsRefused(String names, String values, String option, String message) {
    Map<String, String> options = new HashMap<>();
    String[] value = values.split(" ", -1);
    int at = 0;
    for (String name : names.split(" ", -1)) {
      options.put(name, names.indexOf(' ') < 0 ? values : value[at++]);
    }
    for (SignedDialect dialect : DIALECTS) {
      for (Carrier carrier : List.of(Carrier.QUERY, Carrier.PATH)) {
        assertThatThrownBy(() -> dialect.open(new Placement(carrier, "token", "", options)))
            .isInstanceOfSatisfying(
                InvalidPlacementException.class,
                e -> {
                  assertThat(e.code()).isEqualTo("option-invalid");
                  assertThat(e.option()).isEqualTo(option);
                  assertThat(e).hasMessageStartingWith(message);
                });
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Carrier.class,
      names = {"COOKIE", "HEADER"})
  void anotherCarrierIsRefused(Carrier carrier) {
    for (SignedDialect dialect : DIALECTS) {
      assertThatThrownBy(() -> open(dialect, carrier))
          .isInstanceOfSatisfying(
              InvalidPlacementException.class,
              e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
    }
  }

  @Test
  void aTokenIsPlacedAgainAsItWasSigned() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(1_700_000_000)
            .paths(List.of("/media/a*"))
            .countries(List.of("DE", "FR"))
            .build();
    for (SignedDialect dialect : DIALECTS) {
      for (Carrier carrier : List.of(Carrier.QUERY, Carrier.PATH)) {
        SignedFormat format = open(dialect, carrier);
        for (String url :
            List.of("https://h.example/media/a/m.m3u8", "https://h.example/media/a/m.m3u8?v=1")) {
          SignedToken signed = format.sign(grant, url, KEY);

          assertThat(format.place(signed.value(), url)).isEqualTo(signed);
        }
        String moved =
            format.sign(grant, "https://h.example/media/a/m.m3u8", KEY).url().replace("m.m", "n.m");
        String value = format.sign(grant, "https://h.example/media/a/m.m3u8", KEY).value();
        assertThat(format.place(value, "https://h.example/media/a/n.m3u8").url()).isEqualTo(moved);
      }
    }
  }

  @Test
  void noOtherTextAndNotTwoTokensArePlaced() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_000).build();
    String url = "https://h.example/media/a";
    for (SignedDialect dialect : DIALECTS) {
      for (Carrier carrier : List.of(Carrier.QUERY, Carrier.PATH)) {
        SignedFormat format = open(dialect, carrier);
        SignedToken signed = format.sign(grant, url, KEY);
        String value = signed.value();

        for (String other :
            List.of(
                "",
                "x",
                value.substring(1),
                value + "&x=1",
                value + "/",
                value.replace("token=", "token=%"),
                "limit=5&" + value)) {
          assertThatThrownBy(() -> format.place(other, url))
              .as(other)
              .isInstanceOfSatisfying(
                  UnsupportedGrantException.class,
                  e -> assertThat(e.code()).isEqualTo("token-invalid"));
        }
        assertThatThrownBy(() -> format.place(value, signed.url()))
            .isInstanceOfSatisfying(
                UnsupportedGrantException.class,
                e -> assertThat(e.code()).isEqualTo("url-has-token"));
      }
    }
    assertThatThrownBy(() ->
            open(new BunnyDialect(), Carrier.QUERY)
                .place("token=HS256-AA&expires=1700000000", url + "?limit=5"))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-has-token"));
  }
}
