package io.playgate.playbacktoken.urisigning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AtsUrlSigDialectTest {
  private static final long NOW = 1_800_000_000;
  private static final AtsUrlSigDialect DIALECT = new AtsUrlSigDialect();
  private static final Jwk KEY = Jwk.generate("key3", "HS1", new SecureRandom());
  private static final Placement PLACEMENT = placement(Map.of());

  private static Placement placement(Map<String, String> options) {
    return new Placement(Carrier.QUERY, "S", "", options);
  }

  private static Verdict verify(String target, String ip) {
    return Formats.open(DIALECT, PLACEMENT)
        .verify(
            Requests.request("GET", target, Map.of("host", "cdn.example"), ip),
            new KeyRing(List.of(KEY.verificationKey())),
            NOW);
  }

  /** A URL as somebody else who has the key would sign it. */
  private static String forge(String parts, String target) {
    String query = target.substring(target.indexOf('?'));
    byte[] mac =
        SharedSecrets.hmac(
            "HmacSHA1", KEY.signingKey().secret(), SharedSecrets.utf8(parts + query));
    return target + HexFormat.of().formatHex(mac);
  }

  @Test
  void signsInTheOrderOfTheFormat() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(NOW + 60).ip("192.0.2.7").paths(List.of("/live/42/*")).build();

    String url =
        Formats.open(DIALECT, PLACEMENT)
            .sign(grant, "https://cdn.example/live/42/a.ts?x=1", KEY.signingKey())
            .url();

    assertThat(url)
        .isEqualTo(
            "https://cdn.example"
                + forge("live/42", "/live/42/a.ts?x=1&C=192.0.2.7&E=1800000060&A=1&K=3&P=0110&S="));
    assertThat(verify(url.substring("https://cdn.example".length()), "192.0.2.7"))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify(url.substring("https://cdn.example".length()), "192.0.2.8"))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.CLIENT_ADDRESS));
  }

  /** Each is genuine, and means what is not clear, or nothing at all. */
  @ParameterizedTest
  @CsvSource({
    "'', /live/42?E=1800000060&A=1&K=3&P=0&S=",
    "42, /live/42?E=1800000060&A=1&K=3&P=001&S=",
    "live/42, /live/42/?E=1800000060&A=1&K=3&P=01&S=",
    "live/42, /live/42?E=1800000060&A=1&K=3&P=0110&S=",
    "live/42, /live/42?E=1800000060&A=1&K=4&P=01&S=",
    "live/42, /live/42?E=1800000060&A=2&K=3&P=01&S=",
    "live/42, /live/42?E=1800000060&A=1&K=03&P=01&S=",
    "live/42, /live/42?E=01800000060&A=1&K=3&P=01&S=",
    "live/42, /live/42?SIZE=1&E=1800000060&A=1&K=3&P=01&S=",
    "live/42, /live/42?A=1&E=1800000060&K=3&P=01&S=",
    "live/42;x, /live/42;x?E=1800000060&A=1&K=3&P=01&S=",
    "live/*, /live/*?E=1800000060&A=1&K=3&P=01&S=",
    "live/42, /live/42?C=192.0.2.0/24&E=1800000060&A=1&K=3&P=01&S=",
    "live/42, /live/42?A=1&K=3&P=01&S=",
    "live/42, /live/42?E=1800000000&A=1&K=3&P=01&S="
  })
  void refusesWhatIsNotClear(String parts, String target) {
    assertThat(verify(forge("live/42", "/live/42?E=1800000060&A=1&K=3&P=01&S="), "192.0.2.7"))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify(forge(parts, target), "192.0.2.7")).isInstanceOf(Verdict.Deny.class);
  }

  @ParameterizedTest
  @CsvSource({
    "url-query, key3, /live/42/a.ts?SIZE=1, '', false",
    "path-unclear, key3, /live/42/, '', false",
    "path-unclear, key3, /live/a;b, '', false",
    "path-pattern, key3, /live/42/a.ts, /vod/*, false",
    "path-pattern, key3, /live/42/a.ts, /*, false",
    "path-pattern, key3, /live/42/a.ts, /*/42/*, false",
    "kid-invalid, key16, /live/42/a.ts, '', false",
    "kid-invalid, key, /live/42/a.ts, '', false"
  })
  void refusesToSignWithANamedError(
      String code, String kid, String target, String pattern, String signHost) {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(NOW + 60)
            .paths(pattern.isEmpty() ? List.of() : List.of(pattern))
            .build();

    assertThatThrownBy(() ->
            Formats.open(DIALECT, placement(Map.of("signHost", signHost)))
                .sign(
                    grant,
                    "https://cdn.example" + target,
                    Jwk.generate(kid, "HMD5", new SecureRandom()).signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "signHost, perhaps",
    "signHost, TRUE",
    "origin, cdn.example",
    "origin, https://cdn.example/",
    "origin, https://u@cdn.example",
  })
  void refusesOptionsThatItCannotRead(String option, String value) {
    assertThatThrownBy(() -> DIALECT.open(placement(Map.of(option, value))))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(option);
            });
  }

  @Test
  void theHostIsThatOfTheOption() throws Exception {
    SignedFormat format =
        DIALECT.open(placement(Map.of("signHost", "true", "origin", "https://origin.example")));
    PlaybackGrant grant = PlaybackGrant.expiringAt(NOW + 60).build();
    KeyRing ring = new KeyRing(List.of(KEY.verificationKey()));

    String url = format.sign(grant, "https://origin.example/live/42", KEY.signingKey()).url();

    String target = url.substring("https://origin.example".length());
    assertThat(target)
        .isEqualTo(forge("origin.example/live/42", "/live/42?E=1800000060&A=1&K=3&P=11&S="));
    assertThat(format.verify(Requests.get(target), ring, NOW)).isInstanceOf(Verdict.Allow.class);
    assertThat(format.verify(Requests.get("https://cdn.example" + target), ring, NOW))
        .isInstanceOf(Verdict.Deny.class);
    assertThatThrownBy(() -> format.sign(grant, "https://cdn.example/live/42", KEY.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-origin"));
  }

  @Test
  void aTokenIsPlacedAsItWasSigned() throws Exception {
    SignedFormat format = Formats.open(DIALECT, PLACEMENT);
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(NOW + 60).ip("192.0.2.7").paths(List.of("/live/42/*")).build();
    String url = "https://cdn.example/live/42/a.ts?x=1";

    SignedToken signed = format.sign(grant, url, KEY.signingKey());

    assertThat(format.place(signed.value(), url)).isEqualTo(signed);
    assertThat(verify(format.place(signed.value(), url.replace("a.ts", "b.ts")).url(), "192.0.2.7"))
        .isInstanceOf(Verdict.Allow.class);
    assertNotPlaced("url-query", signed.value(), "https://cdn.example/live/42/a.ts?SIZE=1");
    assertNotPlaced("url-has-token", signed.value(), signed.url().replace("?x=1&", "?"));
    assertNotPlaced("token-invalid", "x", url);
    assertNotPlaced("token-invalid", signed.value() + "&T=1", url);
  }

  private static void assertNotPlaced(String code, String value, String url) {
    assertThatThrownBy(() -> Formats.open(DIALECT, PLACEMENT).place(value, url))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
