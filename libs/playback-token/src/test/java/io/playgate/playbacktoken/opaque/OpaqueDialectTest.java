package io.playgate.playbacktoken.opaque;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Base64Url;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.GrantChecks;
import io.playgate.playbacktoken.Jwk;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.SigningKey;
import io.playgate.playbacktoken.TokenIdentity;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpaqueDialectTest {
  private static final String URL = "https://edge.example/media/p/vod/m.m3u8";

  private final OpaqueDialect dialect = new OpaqueDialect();
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

    SignedToken token = dialect.sign(grant, URL, OpaqueTokens.key(text), placement);

    assertThat(token.value()).isEqualTo(text);
    PresentedToken presented =
        (PresentedToken)
            dialect.cut(Requests.follow(token, placement, "/media/p/vod/1.ts"), placement);
    PlaybackGrant found =
        Objects.requireNonNull(register.get(OpaqueTokens.sha256Hex(presented.value())));
    Authentication.Accepted accepted =
        (Authentication.Accepted)
            Authentication.of(found, TokenIdentity.ofSecret(presented.value()));
    assertThat(Requests.Allowed.of(GrantChecks.check(accepted, presented, placement, 999)))
        .isEqualTo(new Requests.Allowed(grant, text, "", "/media/p/vod/1.ts", ""));
    assertThat(GrantChecks.check(accepted, presented, placement, 1000))
        .isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void aloneItCanOnlySayThatALookUpIsNeeded() {
    Placement placement = new Placement(Carrier.QUERY, "token", "", Map.of());
    String text = OpaqueTokens.newToken(random);

    assertThat(verify("/a?token=" + text, placement)).isEqualTo(DenyCode.UNAVAILABLE);
    assertThat(verify("/a?token=" + text + "A", placement)).isEqualTo(DenyCode.MALFORMED);
    assertThat(verify("/a?token=" + text.substring(1), placement)).isEqualTo(DenyCode.MALFORMED);
    assertThat(verify("/a?token=" + "A".repeat(42) + "B", placement)).isEqualTo(DenyCode.MALFORMED);
    assertThat(verify("/a?token=" + "A".repeat(42) + "+", placement)).isEqualTo(DenyCode.MALFORMED);
  }

  @Test
  void tokensAreLongAndNeverTheSame() {
    String first = OpaqueTokens.newToken(random);

    assertThat(first).hasSize(43).isNotEqualTo(OpaqueTokens.newToken(random));
    assertThat(OpaqueTokens.isWellFormed(first)).isTrue();
    assertThatThrownBy(() -> OpaqueTokens.key("short"))
        .isInstanceOf(IllegalArgumentException.class);
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
            dialect.sign(
                PlaybackGrant.expiringAt(1000).build(),
                URL,
                OpaqueTokens.key(OpaqueTokens.newToken(random)),
                placement))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("paths-missing"));
  }

  private DenyCode verify(String target, Placement placement) {
    Verdict verdict = dialect.verify(Requests.get(target), new KeyRing(List.of()), 1, placement);
    return ((Verdict.Deny) verdict).code();
  }
}
