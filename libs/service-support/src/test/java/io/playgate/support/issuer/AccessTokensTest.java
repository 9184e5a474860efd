package io.playgate.support.issuer;

import static io.playgate.support.testing.TestCredentials.REMOVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.support.jose.JwtRefusedException;
import io.playgate.support.testing.TestCredentials;
import io.smallrye.mutiny.Uni;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessTokensTest {

  private static final long NOW = 1_800_000_000;
  private static final String ISSUER = "https://auth.example";

  private final PublicJsonWebKey key = TestCredentials.newKey("k1");
  private final Map<String, ECPublicKey> known = new ConcurrentHashMap<>();
  private Clock clock = at(NOW);

  private final IssuerKeys keys =
      new IssuerKeys() {
        @Override
        public @Nullable ECPublicKey present(String kid, TokenUse use) {
          return known.get(use + kid);
        }

        @Override
        public Uni<@Nullable ECPublicKey> find(String kid, TokenUse use) {
          return Uni.createFrom().item(known.get(use + kid));
        }
      };

  private final AccessTokens tokens =
      new AccessTokens(
          keys,
          ISSUER,
          "playgate:token",
          new Clock() {
            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return clock.instant();
            }
          });

  AccessTokensTest() {
    known.put(TokenUse.CLIENT + "k1", (ECPublicKey) key.getPublicKey());
  }

  private static Clock at(long seconds) {
    return Clock.fixed(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
  }

  private String token(Map<String, Object> changes) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", ISSUER);
    claims.put("sub", "client-1");
    claims.put("client_id", "client-1");
    claims.put("aud", List.of("playgate:auth", "playgate:token"));
    claims.put("iat", NOW);
    claims.put("exp", NOW + 300);
    claims.put("jti", "j");
    claims.put("scope", "keys.read catalogue.read");
    claims.putAll(changes);
    return TestCredentials.sign(key, "at+jwt", Map.of(), claims);
  }

  private JsonWebToken verify(String token) {
    return tokens.verify(token).await().atMost(Duration.ofSeconds(1));
  }

  private void refused(String token) {
    assertThatThrownBy(() -> verify(token)).isInstanceOf(JwtRefusedException.class);
  }

  @Test
  void aGoodTokenIsAcceptedAgainAndAgainUntilItExpires() {
    String token = token(Map.of());
    for (long second : new long[] {-5, 0, 1, 299, 304}) {
      clock = at(NOW + second);
      JsonWebToken principal = verify(token);
      assertThat(principal.getName()).isEqualTo("client-1");
      assertThat(principal.getGroups()).containsExactlyInAnyOrder("keys.read", "catalogue.read");
    }
    clock = at(NOW + 305);
    refused(token);
    clock = at(NOW - 6);
    refused(token);
  }

  @Test
  void aRememberedTokenFallsWithItsKey() {
    String token = token(Map.of());
    assertThat(verify(token).getSubject()).isEqualTo("client-1");
    known.clear();
    refused(token);
  }

  @Test
  void aRememberedTokenDoesNotVouchForAnotherSignature() {
    String token = token(Map.of());
    assertThat(verify(token).getSubject()).isEqualTo("client-1");
    refused(TestCredentials.tampered(token));
    refused(token + "A");
    refused(token.substring(0, token.lastIndexOf('.') + 1));
  }

  @Test
  void theKeyMustBeOfTheTokensUse() {
    String viewerToken = token(Map.of("scope", "playback"));
    refused(viewerToken);
    known.put(TokenUse.VIEWER + "k1", (ECPublicKey) key.getPublicKey());
    assertThat(verify(viewerToken).getGroups()).containsExactly("playback");
    known.remove(TokenUse.CLIENT + "k1");
    refused(token(Map.of()));
  }

  @Test
  void thePrincipalIsTheSubjectWhateverElseStandsThere() {
    JsonWebToken principal =
        verify(
            token(
                Map.of("upn", "admin", "preferred_username", "admin", "groups", List.of("root"))));
    assertThat(principal.getName()).isEqualTo("client-1");
    assertThat(principal.getGroups()).doesNotContain("root");
  }

  static Stream<Map<String, Object>> badClaims() {
    return Stream.of(
        Map.of("iss", "https://other.example"),
        Map.of("iss", REMOVED),
        Map.of("aud", "playgate:auth"),
        Map.of("aud", REMOVED),
        Map.of("aud", Map.of("playgate:token", 1)),
        Map.of("sub", REMOVED),
        Map.of("sub", ""),
        Map.of("sub", 7),
        Map.of("client_id", REMOVED),
        Map.of("jti", REMOVED),
        Map.of("iat", REMOVED),
        Map.of("iat", NOW + 6),
        Map.of("iat", "now"),
        Map.of("nbf", NOW + 6),
        Map.of("exp", REMOVED),
        Map.of("exp", NOW - 5),
        Map.of("exp", 1.8e9),
        Map.of("exp", Long.MAX_VALUE),
        Map.of("scope", 7),
        Map.of("scope", List.of("keys.read")),
        Map.of("scope", "playback keys.read"));
  }

  @ParameterizedTest
  @MethodSource("badClaims")
  void aTokenThatBreaksOneRuleIsRefused(Map<String, Object> changes) {
    refused(token(changes));
  }

  @Test
  void theHeaderIsChecked() {
    Map<String, Object> claims =
        Map.of(
            "iss",
            ISSUER,
            "sub",
            "a",
            "client_id",
            "a",
            "aud",
            "playgate:token",
            "iat",
            NOW,
            "exp",
            NOW + 9,
            "jti",
            "j");
    assertThat(verify(TestCredentials.sign(key, "application/at+jwt", Map.of(), claims)).getName())
        .isEqualTo("a");
    refused(TestCredentials.sign(key, "JWT", Map.of(), claims));
    refused(TestCredentials.sign(key, "client-authentication+jwt", Map.of(), claims));
    refused(TestCredentials.sign(key, "at+jwt", Map.of("kid", REMOVED), claims));
    refused(TestCredentials.sign(key, "at+jwt", Map.of("kid", "k2"), claims));
    refused(TestCredentials.sign(key, "at+jwt", Map.of("crit", List.of("b64")), claims));
    refused(TestCredentials.sign(TestCredentials.newKey("k1"), "at+jwt", Map.of(), claims));
    for (String garbage : List.of("", ".", "..", "...", "a.b.c", "x".repeat(9000))) {
      refused(garbage);
    }
  }

  @Test
  void whatIsRememberedIsBounded() {
    VerifiedTokens remembered = new VerifiedTokens(10);
    for (int i = 0; i < 1000; i++) {
      remembered.add(
          "t" + i, new VerifiedToken("k1", TokenUse.CLIENT, 0, 1, verify(token(Map.of()))));
    }
    assertThat(remembered.size()).isLessThanOrEqualTo(20);
    assertThat(remembered.find("t999")).isNotNull();
    assertThat(remembered.find("t1")).isNull();
  }
}
