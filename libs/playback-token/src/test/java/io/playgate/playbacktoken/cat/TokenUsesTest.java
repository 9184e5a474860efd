package io.playgate.playbacktoken.cat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Explanation;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.MemoryTokenUses;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** {@code catreplay}. */
class TokenUsesTest {
  private static final long NOW = 1_800_000_000;
  private static final String URL = "https://cdn.example/live/42/v.m3u8";
  private static final Jwk KEY = Jwk.generate("k", "HS256", new SecureRandom());
  private static final KeyRing RING = new KeyRing(List.of(KEY.verificationKey()));

  private final CatDialect dialect = new CatDialect();
  private final MemoryTokenUses uses = new MemoryTokenUses(1000);

  private static Placement placement(String replay) {
    return new Placement(Carrier.HEADER, "cat", "", Map.of("replay", replay, "countUses", "true"));
  }

  private String sign(String replay) throws UnsupportedGrantException {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(NOW + 60).session("s").paths(List.of("/live/42/*")).build();
    return Formats.open(dialect, placement(replay)).sign(grant, URL, KEY.signingKey()).value();
  }

  private static PlaybackRequest request(String token, String url, String ip) {
    return Requests.request("GET", url, Map.of("cat", token), ip);
  }

  private Verdict verify(String token, String url, String ip) {
    return Formats.open(dialect, placement("permitted"))
        .verify(request(token, url, ip), RING, NOW, uses);
  }

  private static boolean isReplayed(Verdict verdict) {
    return verdict instanceof Verdict.Deny deny && deny.code() == DenyCode.TOKEN_ID;
  }

  @Test
  void aTokenThatMayBeUsedAgainIs() throws Exception {
    String token = sign("permitted");

    for (int i = 0; i < 3; i++) {
      assertThat(verify(token, URL, "192.0.2." + i)).isInstanceOf(Verdict.Allow.class);
    }
  }

  @Test
  void aTokenThatMayNotIsUsedOnce() throws Exception {
    String token = sign("prohibited");

    assertThat(verify(token, "https://cdn.example/live/43/v.m3u8", "192.0.2.1"))
        .as("a refused request uses nothing up")
        .isInstanceOf(Verdict.Deny.class);
    assertThat(verify(token, URL, "192.0.2.1")).isInstanceOf(Verdict.Allow.class);
    assertThat(isReplayed(verify(token, URL, "192.0.2.1"))).isTrue();
  }

  /** The tags and the kid outside of the signature make no other token. */
  @Test
  void anotherEnvelopeIsTheSameToken() throws Exception {
    String token = sign("prohibited");
    byte[] bytes = Objects.requireNonNull(Base64Url.decode(token));
    String untagged = Base64Url.encode(Arrays.copyOfRange(bytes, 2, bytes.length));

    assertThat(verify(token, URL, "192.0.2.1")).isInstanceOf(Verdict.Allow.class);
    assertThat(isReplayed(verify(untagged, URL, "192.0.2.1"))).isTrue();
  }

  @Test
  void reuseByAnotherAddressIsFoundOut() throws Exception {
    String token = sign("detected");

    assertThat(verify(token, URL, "192.0.2.1")).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(token, URL, "192.0.2.1")).isInstanceOf(Verdict.Allow.class);
    assertThat(isReplayed(verify(token, URL, "192.0.2.2"))).isTrue();
    assertThat(verify(token, URL, "192.0.2.1")).isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void anAddressThatIsNotKnownIsRefused() throws Exception {
    PlaybackRequest unknown = Requests.request("GET", URL, Map.of("cat", sign("detected")), null);

    assertThat(
            isReplayed(
                Formats.open(dialect, placement("permitted")).verify(unknown, RING, NOW, uses)))
        .isTrue();
  }

  @Test
  void anExplanationUsesNothingUp() throws Exception {
    String token = sign("prohibited");
    PlaybackRequest request = request(token, URL, "192.0.2.1");
    SignedFormat format = Formats.open(dialect, placement("permitted"));

    for (int i = 0; i < 3; i++) {
      Explanation explanation = Explanation.of(format, request, RING, NOW, uses);
      assertThat(explanation.verdict()).isInstanceOf(Verdict.Allow.class);
    }
    assertThat(verify(token, URL, "192.0.2.1")).isInstanceOf(Verdict.Allow.class);
    assertThat(isReplayed(Explanation.of(format, request, RING, NOW, uses).verdict())).isTrue();
    assertThat(isReplayed(verify(token, URL, "192.0.2.1"))).isTrue();
  }

  @Test
  void oneOfManyAtOnceWins() throws Exception {
    String token = sign("prohibited");
    List<Callable<Verdict>> calls = Collections.nCopies(64, () -> verify(token, URL, "192.0.2.1"));

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      int allowed = 0;
      for (Future<Verdict> verdict : threads.invokeAll(calls)) {
        allowed += verdict.get() instanceof Verdict.Allow ? 1 : 0;
      }
      assertThat(allowed).isEqualTo(1);
    }
  }

  @Test
  void whereUsesCannotBeKnownTheTokenIsRefused() throws Exception {
    PlaybackRequest request = request(sign("prohibited"), URL, "192.0.2.1");

    assertThat(isReplayed(Formats.open(dialect, placement("permitted")).verify(request, RING, NOW)))
        .isTrue();
  }

  /** A claim of the last second of a token may be held up until the next, when it is forgotten. */
  @Test
  void aTokenThatWasForgottenIsNotUsedAgain() {
    MemoryTokenUses few = new MemoryTokenUses(2);
    assertThat(few.claim("a", null, NOW + 1, NOW)).isTrue();
    assertThat(few.claim("b", null, NOW + 1, NOW)).isTrue();
    assertThat(few.claim("c", null, NOW + 9, NOW + 1)).isTrue();

    assertThat(few.claim("a", null, NOW + 1, NOW)).isFalse();
    assertThat(few.claim("a", null, NOW + 1, NOW)).isFalse();
    assertThat(few.claim("d", null, NOW + 9, NOW + 2)).isTrue();
  }

  @Test
  void aFullMemoryRefusesWhatItDoesNotKnowUntilSomethingExpires() {
    MemoryTokenUses few = new MemoryTokenUses(2);

    assertThat(few.claim("a", null, NOW + 10, NOW)).isTrue();
    assertThat(few.claim("b", "u", NOW + 20, NOW)).isTrue();
    assertThat(few.mayClaim("c", null, NOW + 20, NOW)).isFalse();
    assertThat(few.claim("c", null, NOW + 20, NOW)).isFalse();
    assertThat(few.mayClaim("b", "u", NOW + 20, NOW)).isTrue();
    assertThat(few.mayClaim("a", null, NOW + 10, NOW)).isFalse();
    assertThat(few.mayClaim("c", null, NOW + 20, NOW + 10)).isTrue();
    assertThat(few.claim("b", "u", NOW + 20, NOW)).isTrue();
    assertThat(few.claim("a", null, NOW + 10, NOW + 9)).isFalse();
    assertThat(few.claim("c", null, NOW + 20, NOW + 10)).isTrue();
    assertThatThrownBy(() -> new MemoryTokenUses(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
