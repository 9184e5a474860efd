package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.opaque.OpaqueDialect;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceFormatTest {
  private static final String URL = "https://edge.example/media/p/vod/m.m3u8";

  private final ReferenceDialect dialect = new OpaqueDialect();
  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void isPlacedCutLookedUpAndChecked(Carrier carrier) throws Exception {
    Placement placement = new Placement(carrier, "token", "/media/p", Map.of());
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(1000).session("s1").paths(List.of("/media/p/vod/*")).build();
    String text = OpaqueTokens.newToken(random);
    Map<String, PlaybackGrant> register = new HashMap<>();
    register.put(OpaqueTokens.sha256Hex(text), grant);

    ReferenceFormat format = dialect.open(placement);
    SignedToken token = format.issue(text, grant, URL);

    assertThat(token.value()).isEqualTo(text);
    PresentedToken presented =
        (PresentedToken) format.cut(Requests.follow(token, placement, "/media/p/vod/1.ts"));
    PlaybackGrant found =
        Objects.requireNonNull(register.get(OpaqueTokens.sha256Hex(presented.value())));
    Authentication.Accepted accepted =
        (Authentication.Accepted) ReferenceFormat.found(presented.value(), found);
    assertThat(Requests.Allowed.of(format.check(accepted, presented, 999, TokenUses.NONE)))
        .isEqualTo(new Requests.Allowed(grant, text, "", "/media/p/vod/1.ts", ""));
    assertThat(format.check(accepted, presented, 1000, TokenUses.NONE))
        .isInstanceOf(Verdict.Deny.class);
  }

  @ParameterizedTest
  @MethodSource("otherTexts")
  void noOtherTextIsWorthALookUp(String text) throws Exception {
    ReferenceFormat format = dialect.open(new Placement(Carrier.QUERY, "token", "", Map.of()));

    assertThat(format.isWellFormed(OpaqueTokens.newToken(random))).isTrue();
    assertThat(format.isWellFormed(text)).isFalse();
  }

  static Stream<String> otherTexts() {
    String token = OpaqueTokens.newToken(new SecureRandom());
    return Stream.of(
        "", token + "A", token.substring(1), "A".repeat(42) + "B", "A".repeat(42) + "+");
  }

  @Test
  void aPlacementWithAnOptionIsRefused() {
    assertThatThrownBy(
            () -> dialect.open(new Placement(Carrier.QUERY, "token", "", Map.of("salt", "x"))))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-unknown");
              assertThat(e.option()).isEqualTo("salt");
              assertThat(e).hasMessage("dialect opaque has no option salt; it has countryHeader");
            });
  }

  @Test
  void tokensAreLongAndNeverTheSame() {
    String first = OpaqueTokens.newToken(random);

    assertThat(first).hasSize(43).isNotEqualTo(OpaqueTokens.newToken(random));
    assertThat(OpaqueTokens.isWellFormed(first)).isTrue();
    assertThat(OpaqueTokens.sha256Hex("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void aMarkIsKnownByItsKeyAlone() throws Exception {
    SigningKey key = Jwk.generateHs256("k1", random).signingKey();
    KeyRing others =
        new KeyRing(
            List.of(
                Jwk.generateHs256("k2", random).signingKey(),
                Jwk.generateEs256("k3").signingKey()));
    String token = OpaqueTokens.newToken(random, key);

    assertThat(token).hasSize(43).isNotEqualTo(OpaqueTokens.newToken(random, key));
    assertThat(OpaqueTokens.isWellFormed(token)).isTrue();
    assertThat(OpaqueTokens.isMarked(token, new KeyRing(List.of(key)))).isTrue();
    List<SigningKey> ring = new ArrayList<>(others.keys());
    ring.add(key);
    assertThat(OpaqueTokens.isMarked(token, new KeyRing(ring))).isTrue();
    assertThat(OpaqueTokens.isMarked(token, others)).isFalse();
    assertThat(OpaqueTokens.isMarked(token, new KeyRing(List.of()))).isFalse();
    assertThatThrownBy(() -> OpaqueTokens.newToken(random, others.keys().getLast()))
        .isInstanceOf(UnsupportedGrantException.class);
  }

  @Test
  void noOtherTextIsMarked() throws Exception {
    SigningKey key = Jwk.generateHs256("k1", random).signingKey();
    KeyRing ring = new KeyRing(List.of(key));
    byte[] bits = Base64Url.decode(OpaqueTokens.newToken(random, key));
    for (int bit = 0; bit < 256; bit++) {
      byte[] changed = Objects.requireNonNull(bits).clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(OpaqueTokens.isMarked(Base64Url.encode(changed), ring)).isFalse();
    }
    for (String text :
        List.of("", "A".repeat(43), "A".repeat(42), "%".repeat(43), "A".repeat(44))) {
      assertThat(OpaqueTokens.isMarked(text, ring)).isFalse();
    }
    assertThat(OpaqueTokens.isMarked(OpaqueTokens.newToken(random), ring)).isFalse();
  }

  @Test
  void aGrantWithoutPathsIsRefused() {
    Placement placement = new Placement(Carrier.QUERY, "token", "", Map.of());

    assertThatThrownBy(() ->
            dialect
                .open(placement)
                .issue(OpaqueTokens.newToken(random), PlaybackGrant.expiringAt(1000).build(), URL))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("paths-missing"));
  }
}
