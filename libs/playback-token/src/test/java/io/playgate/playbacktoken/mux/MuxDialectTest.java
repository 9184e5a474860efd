package io.playgate.playbacktoken.mux;

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
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MuxDialectTest {
  private static final MuxDialect DIALECT = new MuxDialect();
  private static final Jwk KEY = Jwk.generate("kX1", "RS256", new SecureRandom());
  private static final KeyRing RING = new KeyRing(List.of(KEY.verificationKey()));
  private static final Placement VIDEO = new Placement(Carrier.QUERY, "token", "", Map.of());

  private static Verdict verify(String url, Placement placement) {
    return Formats.open(DIALECT, placement).verify(Requests.get(url), RING, 999);
  }

  private static String forged(String claims) throws Exception {
    String signed =
        Base64Url.encode("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + Base64Url.encode(claims.getBytes(StandardCharsets.UTF_8));
    return signed
        + "."
        + Base64Url.encode(
            Signatures.sign(KEY.signingKey(), signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theKeysIdStandsInThePayload() throws Exception {
    SignedToken token =
        Formats.open(DIALECT, VIDEO)
            .sign(
                PlaybackGrant.expiringAt(1000).build(),
                "https://stream.mux.com/abc123.m3u8",
                KEY.signingKey());

    String[] parts = token.value().split("\\.", -1);
    assertThat(new String(Base64Url.decode(parts[0]), StandardCharsets.UTF_8))
        .isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
    assertThat(new String(Base64Url.decode(parts[1]), StandardCharsets.UTF_8))
        .isEqualTo("{\"sub\":\"abc123\",\"aud\":\"v\",\"exp\":1000,\"kid\":\"kX1\"}");
    assertThat(verify(token.url(), VIDEO))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.grant().asset()).isEqualTo("abc123"));
    assertThat(verify(token.url().replace("abc123.", "abc124."), VIDEO))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.OUTSIDE_ACL));
  }

  @Test
  void eachKindNeedsItsOwnToken() throws Exception {
    Placement thumbnail = new Placement(Carrier.QUERY, "token", "", Map.of("type", "thumbnail"));
    SignedToken token =
        Formats.open(DIALECT, thumbnail)
            .sign(
                PlaybackGrant.expiringAt(1000).build(),
                "https://image.mux.com/abc123/thumbnail.png?width=640",
                KEY.signingKey());

    assertThat(verify(token.url(), thumbnail)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(token.url(), VIDEO))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.AUDIENCE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"sub\":\"abc\",\"aud\":\"v\",\"exp\":1000,\"kid\":\"kX1\"} | -",
        "{\"sub\":\"abc\",\"aud\":\"v\",\"exp\":1000,\"kid\":\"kX1\",\"width\":640} | -",
        "{\"sub\":\"abc\",\"aud\":\"v\",\"exp\":1000} | SIGNATURE",
        "{\"sub\":\"abc\",\"aud\":\"v\",\"exp\":1000,\"kid\":\"../kX1\"} | SIGNATURE",
        "{\"sub\":\"abc\",\"aud\":\"v\",\"kid\":\"kX1\"} | MALFORMED",
        "{\"aud\":\"v\",\"exp\":1000,\"kid\":\"kX1\"} | MALFORMED",
        "{\"sub\":\"abc\",\"exp\":1000,\"kid\":\"kX1\"} | AUDIENCE",
        "{\"sub\":\"abc\",\"aud\":\"v\",\"exp\":1000,\"exp\":2000,\"kid\":\"kX1\"} | MALFORMED",
        "{\"sub\":\"abc\",\"aud\":\"v\",\"exp\":\"1000\",\"kid\":\"kX1\"} | MALFORMED",
        "{\"sub\":\"abc\",\"aud\":\"v\",\"exp\":1000,\"kid\":\"kX1\",\"playback_restriction_id\":\"r\"}"
            + " | CRITICAL_CLAIM",
      })
  void readsClaimsStrictly(String claims, String code) throws Exception {
    Verdict verdict = verify("https://stream.mux.com/abc.m3u8?token=" + forged(claims), VIDEO);

    if (code.equals("-")) {
      assertThat(verdict).isInstanceOf(Verdict.Allow.class);
    } else {
      assertThat(((Verdict.Deny) verdict).code()).isEqualTo(DenyCode.valueOf(code));
    }
  }

  @Test
  void refusesAnotherAsset() {
    assertThatThrownBy(() ->
            Formats.open(DIALECT, VIDEO)
                .sign(
                    PlaybackGrant.expiringAt(1000).asset("other").build(),
                    "https://stream.mux.com/abc.m3u8",
                    KEY.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("asset-mismatch"));
  }

  @ParameterizedTest
  @CsvSource({
    "video, v",
    "thumbnail, t",
    "gif, g",
    "storyboard, s",
    "drm_license, d",
    "v, v",
    "t, t",
    "g, g",
    "s, s",
    "d, d",
  })
  void eachKindHasItsAudience(String type, String audience) throws Exception {
    Placement placement = new Placement(Carrier.QUERY, "token", "", Map.of("type", type));

    String token =
        Formats.open(DIALECT, placement)
            .sign(
                PlaybackGrant.expiringAt(1000).build(),
                "https://stream.mux.com/abc.m3u8",
                KEY.signingKey())
            .value();

    assertThat(new String(Base64Url.decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8))
        .contains("\"aud\":\"" + audience + "\"");
  }

  @Test
  void aTokenIsPlacedOnAnotherUrlAsItWasSigned() throws Exception {
    String url = "https://stream.mux.com/abc.m3u8?x=1";
    SignedFormat format = Formats.open(DIALECT, VIDEO);
    SignedToken token = format.sign(PlaybackGrant.expiringAt(1000).build(), url, KEY.signingKey());
    SignedToken placed = format.place(token.value(), "https://stream.mux.com/abc/high.mp4");

    assertThat(format.place(token.value(), url)).isEqualTo(token);
    assertThat(format.verify(Requests.play(placed), RING, 999)).isInstanceOf(Verdict.Allow.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "Video", "audio", "vt"})
  void aWrongTypeIsNotBound(String type) {
    assertThatThrownBy(
            () -> DIALECT.open(new Placement(Carrier.QUERY, "token", "", Map.of("type", type))))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo("type");
              assertThat(e).hasMessageStartingWith("the option type must be one of video, ");
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"PATH", "COOKIE", "HEADER"})
  void anotherCarrierIsNotBound(Carrier carrier) {
    assertThatThrownBy(() -> DIALECT.open(new Placement(carrier, "token", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }
}
