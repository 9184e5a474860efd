package io.playgate.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Neighbours.Profile;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.ClaimedToken;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationRule.Kind;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class RevocationTest extends EdgeTest {

  static final List<Profile> PROFILES = MediaTest.PROFILES;
  static final List<Profile> JWT_PROFILES =
      List.of(Neighbours.JWT, Neighbours.JWT_HEADER, Neighbours.JWT_COOKIE);

  /** Every name by which a rule can hit a session. */
  private Map<RevocationScope, String> names(Profile profile, PlaybackGrant grant, String token) {
    Map<RevocationScope, String> names = new LinkedHashMap<>();
    names.put(RevocationScope.TOKEN, identity(profile, token));
    names.put(RevocationScope.SESSION, String.valueOf(grant.session()));
    names.put(RevocationScope.SIGN_IN, String.valueOf(grant.login()));
    names.put(RevocationScope.VIEWER, String.valueOf(grant.viewer()));
    names.put(RevocationScope.DEVICE, String.valueOf(grant.device()));
    names.put(RevocationScope.ASSET, String.valueOf(grant.asset()));
    names.put(RevocationScope.PACKAGE, String.valueOf(grant.packageId()));
    names.put(RevocationScope.VIEWER_PACKAGE, grant.viewer() + "/" + grant.packageId());
    names.put(RevocationScope.ENTITLEMENT, String.valueOf(grant.entitlement()));
    return names;
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void aCutOffHitsByEveryNameWhateverWasCachedBefore(Profile profile) {
    for (RevocationScope scope : RevocationScope.values()) {
      if (scope == RevocationScope.KEY || scope == RevocationScope.ALL) {
        continue;
      }
      // Given a session that plays
      PlaybackGrant grant = neighbours.session(profile).build();
      SignedToken token = issue(profile, grant, "seg1.m4s");
      assertThat(get(token).status()).as(scope.wireName()).isEqualTo(200);

      // When it is revoked by this name
      neighbours
          .revocationService()
          .revoke(
              Kind.CUT_OFF, scope, String.valueOf(names(profile, grant, token.value()).get(scope)));
      awaitRevocations();

      // Then neither segment nor playlist is served
      assertThat(get(token).header("Playgate-Deny")).as(scope.wireName()).isEqualTo("revoked");
      if (scope != RevocationScope.TOKEN) {
        get(issue(profile, grant, "master.m3u8")).isDenied("revoked");
      }
    }
  }

  /** What a rule calls the token that it is made of by its text. */
  private String identity(Profile profile, String token) {
    ClaimedToken claimed = Objects.requireNonNull(ClaimedToken.read(token));
    String kid = profile.dialect().equals("opaque") ? "" : neighbours.ring(profile).getLast().kid();
    return Objects.requireNonNull(claimed.identity(kid)).value();
  }

  /** ECDSA: of every signature anybody can make another one that holds, by n - s in place of s. */
  @ParameterizedTest
  @FieldSource("JWT_PROFILES")
  void aJwtThatWasRevokedByItsTextIsHitInEveryTextOfIt(Profile profile) throws Exception {
    PlaybackGrant grant = neighbours.session(profile).build();
    SignedToken token = issue(profile, grant, "seg1.m4s");
    SignedToken other = withText(token, otherSignature(token.value()));
    assertThat(other.value()).isNotEqualTo(token.value());
    assertThat(get(token).status()).isEqualTo(200);
    assertThat(get(other).status()).isEqualTo(200);

    // Made of either text, the rule is the same.
    String subject =
        Objects.requireNonNull(Objects.requireNonNull(ClaimedToken.read(token.value())).identity())
            .value();
    assertThat(
            Objects.requireNonNull(
                    Objects.requireNonNull(ClaimedToken.read(other.value())).identity())
                .value())
        .isEqualTo(subject);
    neighbours.revocationService().revoke(Kind.CUT_OFF, RevocationScope.TOKEN, subject);
    awaitRevocations();

    get(token).isDenied("revoked");
    get(other).isDenied("revoked");
    assertThat(get(issue(profile, neighbours.session(profile).build(), "seg1.m4s")).status())
        .isEqualTo(200);
  }

  private static SignedToken withText(SignedToken token, String text) {
    Map<String, String> cookies = new LinkedHashMap<>();
    token.cookies().forEach((name, value) -> cookies.put(name, text));
    Map<String, String> headers = new LinkedHashMap<>();
    token.headers().forEach((name, value) -> headers.put(name, text));
    return new SignedToken(token.url().replace(token.value(), text), text, cookies, headers);
  }

  private static String otherSignature(String jwt) throws Exception {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    BigInteger order = parameters.getParameterSpec(ECParameterSpec.class).getOrder();
    int dot = jwt.lastIndexOf('.') + 1;
    byte[] signature = Base64.getUrlDecoder().decode(jwt.substring(dot));
    byte[] s = order.subtract(new BigInteger(1, signature, 32, 32)).toByteArray();
    Arrays.fill(signature, 32, 64, (byte) 0);
    int length = Math.min(32, s.length);
    System.arraycopy(s, s.length - length, signature, 64 - length, length);
    return jwt.substring(0, dot)
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void aHoldHitsUntilItIsLifted(Profile profile) {
    PlaybackGrant grant = neighbours.session(profile).build();
    SignedToken token = issue(profile, grant, "seg1.m4s");
    assertThat(get(token).status()).isEqualTo(200);
    RevocationRule rule =
        neighbours
            .revocationService()
            .revoke(Kind.HOLD, RevocationScope.VIEWER, String.valueOf(grant.viewer()));
    awaitRevocations();
    get(token).isDenied("held");
    // A token issued later is held too.
    get(issue(profile, grant, "seg1.m4s")).isDenied("held");

    neighbours.revocationService().lift(rule);
    awaitRevocations();
    assertThat(get(token).status()).isEqualTo(200);
  }

  @Test
  void theStricterOfTwoRulesStands() {
    PlaybackGrant grant = neighbours.session(Neighbours.JWT).build();
    SignedToken token = issue(Neighbours.JWT, grant, "seg1.m4s");
    RevocationRule hold =
        neighbours
            .revocationService()
            .revoke(Kind.HOLD, RevocationScope.VIEWER, String.valueOf(grant.viewer()));
    neighbours
        .revocationService()
        .revoke(Kind.CUT_OFF, RevocationScope.SESSION, String.valueOf(grant.session()));
    awaitRevocations();
    get(token).isDenied("held");
    neighbours.revocationService().lift(hold);
    awaitRevocations();
    get(token).isDenied("revoked");
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void aTokenIsAlsoHitByItsIdentifierAndNoOtherOfItsSession(Profile profile) {
    PlaybackGrant.Builder session = neighbours.session(profile);
    PlaybackGrant grant = session.build();
    SignedToken token = issue(profile, grant, "seg1.m4s");
    SignedToken next = issue(profile, session.tokenId("0123456789abcdef").build(), "seg1.m4s");
    neighbours
        .revocationService()
        .revoke(Kind.CUT_OFF, RevocationScope.TOKEN, String.valueOf(grant.tokenId()));
    awaitRevocations();
    get(token).isDenied("revoked");
    assertThat(get(next).status()).isEqualTo(200);
  }

  @Test
  void aKeyRuleHitsWhatTheKeySigned() {
    PlaybackGrant grant = neighbours.session(Neighbours.JWT).build();
    io.playgate.playbacktoken.key.Jwk stolen =
        io.playgate.playbacktoken.key.Jwk.generateEs256("stolen-" + grant.session());
    neighbours.ring(Neighbours.JWT).addFirst(stolen);
    awaitConfiguration(neighbours.publish());
    SignedToken token =
        neighbours.issue(Neighbours.JWT, grant, "/vod/clock/seg1.m4s", stolen.signingKey());
    assertThat(get(token).status()).isEqualTo(200);
    neighbours.revocationService().revoke(Kind.CUT_OFF, RevocationScope.KEY, stolen.kid());
    awaitRevocations();
    get(token).isDenied("revoked");
    neighbours.ring(Neighbours.JWT).remove(stolen);
  }

  @Test
  void aTokenIssuedAfterACutOffPlays() {
    PlaybackGrant grant = neighbours.session(Neighbours.JWT).build();
    long now = System.currentTimeMillis();
    neighbours
        .revocationService()
        .log(
            new RevocationRule(
                "cut-" + grant.session(),
                Kind.CUT_OFF,
                RevocationScope.VIEWER,
                String.valueOf(grant.viewer()),
                grant.issuedAt() * 1000 - 1,
                now,
                now + 60_000,
                "test",
                "client:test",
                null));
    awaitRevocations();
    assertThat(get(issue(Neighbours.JWT, grant, "seg1.m4s")).status()).isEqualTo(200);
  }

  @Test
  void aRuleIsMissedByNobodyWhileTheFeedIsInterrupted() {
    PlaybackGrant grant = neighbours.session(Neighbours.JWT).build();
    SignedToken token = issue(Neighbours.JWT, grant, "seg1.m4s");
    assertThat(get(token).status()).isEqualTo(200);
    neighbours.revocationService().stop();
    neighbours
        .revocationService()
        .revoke(Kind.CUT_OFF, RevocationScope.SESSION, String.valueOf(grant.session()));
    // Who plays goes on while revocation-service is away ...
    assertThat(get(token).status()).isEqualTo(200);
    neighbours.revocationService().start();
    // ... and is stopped once it is back.
    awaitRevocations();
    get(token).isDenied("revoked");
  }

  @Test
  void fromFeedToFirst403TakesMilliseconds() {
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      PlaybackGrant grant = neighbours.session(Neighbours.JWT).build();
      SignedToken token = issue(Neighbours.JWT, grant, "init.mp4");
      assertThat(get(token).status()).isEqualTo(200);
      long start = System.nanoTime();
      neighbours
          .revocationService()
          .revoke(Kind.CUT_OFF, RevocationScope.VIEWER, String.valueOf(grant.viewer()));
      await()
          .atMost(5, SECONDS)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> get(token).status() == 403);
      micros.add((System.nanoTime() - start) / 1000);
    }
    micros.sort(null);
    System.getLogger("latency")
        .log(
            System.Logger.Level.INFO,
            "rule to first 403: p50 {0} us, max {1} us",
            micros.get(25),
            micros.getLast());
    assertThat(micros.get(25)).isLessThan(200_000);
  }

  @Test
  void refusalsNameTheSessionToNobodyButTheLog() {
    PlaybackGrant grant = neighbours.session(Neighbours.JWT).build();
    neighbours
        .revocationService()
        .revoke(Kind.CUT_OFF, RevocationScope.VIEWER, String.valueOf(grant.viewer()));
    awaitRevocations();
    Player.Answer answer = get(issue(Neighbours.JWT, grant, "seg1.m4s")).isDenied("revoked");
    assertThat(answer.text())
        .doesNotContain(
            String.valueOf(grant.viewer()), String.valueOf(grant.session()), "601", "denyNumber");
    assertThat(answer.header("Playgate-Deny-Number")).isEmpty();
  }
}
