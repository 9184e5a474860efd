package io.playgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.edge.testing.NeighbourPorts;
import io.playgate.edge.testing.Neighbours;
import io.playgate.edge.testing.Player;
import io.playgate.edge.testing.ToyDialects;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.revocationlist.RevocationRule.Kind;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.security.SecureRandom;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dialect that was handed in is judged as those of the library are. */
@QuarkusTest
@TestProfile(ToyDialectTest.WithToy.class)
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class ToyDialectTest extends EdgeTest {

  /** One dialect more. */
  public static final class WithToy implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(ToyDialects.class);
    }
  }

  @BeforeEach
  void publishToy() {
    awaitConfiguration(neighbours.publishToy());
  }

  private PlaybackGrant session() {
    return neighbours.session(Neighbours.TOY).build();
  }

  @Test
  void itsTokenPlaysAndNoChangeOfItDoes() {
    SignedToken token = issue(Neighbours.TOY, session(), "seg1.m4s");
    String target = Player.target(token.url());
    String value = token.value();
    int exp = value.indexOf('~') - 1;
    char later = (char) (value.charAt(exp) == '9' ? '8' : value.charAt(exp) + 1);
    String longer = value.substring(0, exp) + later + value.substring(exp + 1);

    assertThat(get(token).status()).isEqualTo(200);
    player().get(target.replace("/vod/clock/", "/vod/other/")).isDenied("outside-acl");
    player().get(target.replace(value, longer)).isDenied("token-invalid");
    player().get("/media/toy/vod/clock/seg1.m4s").isDenied("token-missing");
    get(neighbours.issue(
            Neighbours.TOY,
            session(),
            "/vod/clock/seg1.m4s",
            Jwk.generateHs256("toy-1", new SecureRandom()).signingKey()))
        .isDenied("token-invalid");
  }

  @Test
  void anExpiredOneIsDenied() {
    PlaybackGrant former = session();
    PlaybackGrant expired =
        PlaybackGrant.expiringAt(System.currentTimeMillis() / 1000 - 1)
            .session(former.session())
            .tokenId(former.tokenId())
            .issuedAt(former.issuedAt() - 300)
            .paths(former.paths())
            .build();

    get(issue(Neighbours.TOY, expired, "seg1.m4s")).isDenied("token-expired");
  }

  @Test
  void whoeverIsRevokedStopsAndNobodyElse() {
    PlaybackGrant one = session();
    PlaybackGrant other = session();
    SignedToken token = issue(Neighbours.TOY, one, "seg1.m4s");
    assertThat(get(token).status()).isEqualTo(200);

    neighbours
        .revocationService()
        .revoke(Kind.CUT_OFF, RevocationScope.SESSION, String.valueOf(one.session()));
    neighbours
        .revocationService()
        .revoke(Kind.HOLD, RevocationScope.VIEWER, String.valueOf(other.viewer()));
    awaitRevocations();

    get(token).isDenied("revoked");
    get(issue(Neighbours.TOY, one, "master.m3u8")).isDenied("revoked");
    get(issue(Neighbours.TOY, other, "seg1.m4s")).isDenied("held");
    assertThat(get(issue(Neighbours.TOY, session(), "seg1.m4s")).status()).isEqualTo(200);
  }

  @Test
  void whatItsPlaylistNamesIsFetchedWithIt() {
    SignedToken token = issue(Neighbours.TOY, session(), "master.m3u8");

    Player.Answer playlist = get(token);

    assertThat(playlist.status()).isEqualTo(200);
    assertThat(playlist.text()).contains("v0.m3u8?toy=" + token.value());
  }
}
