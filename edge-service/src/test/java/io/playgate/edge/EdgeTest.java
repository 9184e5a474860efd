package io.playgate.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.playgate.edge.profile.ConfigurationReplica;
import io.playgate.edge.profile.EdgeConfiguration;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.revocationlist.RevocationReplica;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;

/** What every test of the running edge needs: neighbours, a player, and patience. */
abstract class EdgeTest {

  @Inject ConfigurationReplica configuration;
  @Inject RevocationReplica revocations;

  @ConfigProperty(name = "quarkus.http.test-port")
  int port;

  Neighbours neighbours = Neighbours.running();

  @BeforeEach
  void awaitEdge() {
    awaitConfiguration(neighbours.publish());
    awaitRevocations();
  }

  Player player() {
    return new Player(port);
  }

  void awaitConfiguration(long version) {
    await()
        .atMost(10, SECONDS)
        .pollInterval(java.time.Duration.ofMillis(5))
        .until(() -> {
          EdgeConfiguration current = configuration.current();
          return current != null && current.version() == version;
        });
  }

  /** Waits until the edge has seen all that was logged so far. */
  void awaitRevocations() {
    await()
        .atMost(10, SECONDS)
        .pollInterval(java.time.Duration.ofMillis(5))
        .until(() ->
            revocations.hasReached(neighbours.revocationService().position())
                && revocations.ageMillis() < 2000);
  }

  /** A target for a file of the clock, with a token that holds. */
  String play(Neighbours.Profile profile, String file) {
    return play(profile, neighbours.session(profile).build(), file);
  }

  String play(Neighbours.Profile profile, PlaybackGrant grant, String file) {
    return Player.target(issue(profile, grant, file).url());
  }

  SignedToken issue(Neighbours.Profile profile, PlaybackGrant grant, String file) {
    return neighbours.issue(profile, grant, "/vod/clock/" + file);
  }

  /** Asks for a placed token's URL, with the cookies and headers that belong to it. */
  Player.Answer get(SignedToken token, String... moreHeaders) {
    return send("GET", token, moreHeaders);
  }

  Player.Answer send(String method, SignedToken token, String... moreHeaders) {
    List<String> headers = new ArrayList<>(List.of(moreHeaders));
    token.cookies().forEach((name, value) -> headers.add("Cookie: a=1; " + name + "=" + value));
    token.headers().forEach((name, value) -> headers.add(name + ": " + value));
    return player().send(method, Player.target(token.url()), headers.toArray(String[]::new));
  }
}
