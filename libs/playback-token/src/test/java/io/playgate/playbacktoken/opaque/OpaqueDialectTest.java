package io.playgate.playbacktoken.opaque;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Authentication;
import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.GrantChecks;
import io.playgate.playbacktoken.KeyRing;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import java.security.SecureRandom;
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
        (Authentication.Accepted) Authentication.of(found, "", false);
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
