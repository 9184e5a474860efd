package io.playgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Neighbours.Profile;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.uri.RequestTarget;
import io.playgate.revocationlist.RevocationRule.Kind;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class AuthorizeTest extends EdgeTest {

  static final List<Profile> PROFILES =
      List.of(Neighbours.EDGEAUTH, Neighbours.EDGEAUTH_QUERY, Neighbours.JWT, Neighbours.OPAQUE);

  private Player.Answer ask(String... headers) {
    return player().get("/authorize", headers);
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void whatMayPassIs200WithSessionAndPath(Profile profile) {
    PlaybackGrant grant = neighbours.session(profile).build();
    int before = neighbours.origin().requests();
    Player.Answer answer =
        ask("X-Original-URI: " + play(profile, grant, "seg1.m4s"), "X-Original-Method: GET");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("0");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Playgate-Session")).isEqualTo(grant.session());
    assertThat(answer.header("Playgate-Path")).isEqualTo("/vod/clock/seg1.m4s");
    assertThat(answer.header("Playgate-Target")).isEqualTo("/vod/clock/seg1.m4s");
    assertThat(neighbours.origin().requests()).isEqualTo(before);
  }

  @Test
  void theRestOfTheQueryIsInTheTarget() {
    String target = play(Neighbours.EDGEAUTH_QUERY, "seg1.m4s").replace("?", "?_HLS_msn=3&");
    Player.Answer answer = ask("X-Forwarded-Uri: " + target);
    assertThat(answer.header("Playgate-Path")).isEqualTo("/vod/clock/seg1.m4s");
    assertThat(answer.header("Playgate-Target")).isEqualTo("/vod/clock/seg1.m4s?_HLS_msn=3");
  }

  @Test
  void theLongestTargetIsJudgedHoweverItIsAskedAbout() {
    String target = play(Neighbours.JWT, "seg1.m4s") + "?pad=";
    String longest = target + "a".repeat(RequestTarget.MAX_LENGTH - target.length());
    assertThat(ask("X-Original-URI: " + longest).status()).isEqualTo(200);
    Player.Answer answer = player().get("/authorize" + longest);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Playgate-Target")).endsWith("a").hasSizeGreaterThan(14_000);
    ask("X-Original-URI: " + longest + "a").isDenied("token-invalid");
    player().get("/authorize" + longest + "a").isDenied("token-invalid");
  }

  @Test
  void everyProxyIsUnderstood() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    assertThat(ask("X-Original-URI: " + target).status()).as("nginx").isEqualTo(200);
    assertThat(
            ask("X-Forwarded-Uri: " + target, "X-Forwarded-Method: HEAD", "X-Forwarded-Host: cdn")
                .status())
        .as("Traefik, Caddy")
        .isEqualTo(200);
    assertThat(player().get("/authorize" + target).status()).as("Envoy").isEqualTo(200);
    assertThat(player().send("HEAD", "/authorize" + target).status()).as("Envoy").isEqualTo(200);
    String query = play(Neighbours.EDGEAUTH_QUERY, "seg1.m4s");
    assertThat(player().get("/authorize" + query).status()).as("Envoy, query").isEqualTo(200);
    assertThat(ask("X-Original-URI: " + target, "X-Forwarded-Uri: " + target).status())
        .isEqualTo(200);
    assertThat(ask("X-Original-URI: https://cdn.test" + target).status()).isEqualTo(200);
  }

  /** What ingress-nginx sends for {@code auth-url}, and Authelia and authentik let nginx send. */
  @Test
  void ingressNginxIsUnderstood() {
    String target = play(Neighbours.EDGEAUTH_QUERY, "seg1.m4s");
    String url = "X-Original-URL: https://cdn.example.com" + target;
    Player.Answer answer =
        ask(
            url,
            "X-Original-Method: GET",
            "X-Sent-From: nginx-ingress-controller",
            "X-Auth-Request-Redirect: " + target,
            "X-Real-IP: 203.0.113.5",
            "X-Forwarded-For: 203.0.113.5");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Playgate-Target")).isEqualTo("/vod/clock/seg1.m4s");
    ask(url, "X-Original-Method: DELETE").isDenied("outside-acl");
    assertThat(ask("X-Original-URL: " + target).status()).isEqualTo(200);
    // Authelia's older set-ups say the same twice, once without the host.
    assertThat(ask(url, "X-Forwarded-Uri: " + target, "X-Forwarded-Method: GET").status())
        .isEqualTo(200);
    assertThat(ask(url, "X-Original-URI: https://cdn.example.com" + target).status())
        .isEqualTo(200);
  }

  @Test
  void anOriginalUrlThatIsContradictedOrUnclearIsRefused() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    String other = play(Neighbours.JWT, "init.mp4");
    String url = "X-Original-URL: https://cdn.example.com" + target;
    for (String name : List.of("X-Original-URI", "X-Forwarded-Uri")) {
      ask(url, name + ": " + other).isDenied("target-unclear");
      ask(url, name + ": https://cdn.example.com" + other).isDenied("target-unclear");
      ask(url, name + ": https://other.example.com" + target).isDenied("target-unclear");
      ask(url, name + ": http://cdn.example.com" + target).isDenied("target-unclear");
      ask(url, name + ": ").isDenied("target-unclear");
    }
    ask(url, url).isDenied("target-unclear");
    ask("X-Original-URL: ").isDenied("target-unclear");
    player().get("/authorize" + other, url).isDenied("target-unclear");
    // A host is the player's word.
    for (String host : List.of("", "h?x", "h#", "h\\", "user@h", "h;x", "h%2F")) {
      ask("X-Original-URL: https://" + host + target).isDenied("target-unclear");
    }
  }

  @Test
  void aRefusalIs403WithItsCode() {
    PlaybackGrant grant = neighbours.session(Neighbours.JWT).build();
    String target = play(Neighbours.JWT, grant, "seg1.m4s");
    ask("X-Original-URI: /media/demo-jwt/vod/clock/seg1.m4s").isDenied("token-missing");
    ask("X-Original-URI: " + target.replace("/clock/", "/bars/")).isDenied("outside-acl");
    ask("X-Original-URI: " + target, "X-Original-Method: POST").isDenied("outside-acl");
    ask("X-Original-URI: " + target, "X-Original-Method: OPTIONS").isDenied("outside-acl");
    ask("X-Original-URI: /elsewhere").isDenied("outside-acl");
    ask("X-Original-URI: nonsense").isDenied("token-invalid");
    neighbours
        .revocationService()
        .revoke(Kind.CUT_OFF, RevocationScope.SESSION, String.valueOf(grant.session()));
    awaitRevocations();
    ask("X-Original-URI: " + target).isDenied("revoked");
  }

  @Test
  void anUnclearQuestionIsRefused() {
    String target = play(Neighbours.JWT, "seg1.m4s");
    String other = play(Neighbours.JWT, "init.mp4");
    ask().isDenied("target-unclear");
    player().get("/authorize/").isDenied("target-unclear");
    ask("X-Original-URI: " + target, "X-Forwarded-Uri: " + other).isDenied("target-unclear");
    ask("X-Original-URI: " + target, "X-Original-URI: " + target).isDenied("target-unclear");
    player().get("/authorize" + target, "X-Original-URI: " + other).isDenied("target-unclear");
    ask("X-Original-URI: " + target, "X-Original-Method: GET", "X-Forwarded-Method: POST")
        .isDenied("target-unclear");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void theQuestionsOwnMethodCountsWhereNoOtherIsNamed(String method) {
    player()
        .send(method, "/authorize", "X-Original-URI: " + play(Neighbours.JWT, "seg1.m4s"))
        .isDenied("outside-acl");
  }

  @Test
  void theClientIsWhoTheTrustedProxySays() {
    SignedToken bound =
        issue(
            Neighbours.JWT,
            neighbours.session(Neighbours.JWT).ip("203.0.113.7").build(),
            "seg1.m4s");
    String uri = "X-Original-URI: " + Player.target(bound.url());
    assertThat(ask(uri, "X-Forwarded-For: 203.0.113.7").status()).isEqualTo(200);
    assertThat(ask(uri, "X-Real-IP: 203.0.113.7").status()).isEqualTo(200);
    assertThat(ask(uri, "X-Forwarded-For: 203.0.113.7, 10.0.0.1").status()).isEqualTo(200);
    ask(uri, "X-Forwarded-For: 203.0.113.7, 198.51.100.1").isDenied("binding");
    ask(uri, "X-Forwarded-For: unknown, 203.0.113.7x").isDenied("binding");
    ask(uri).isDenied("binding");
  }
}
