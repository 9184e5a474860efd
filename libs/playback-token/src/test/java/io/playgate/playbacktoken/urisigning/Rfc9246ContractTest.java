package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.key.HighS;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class Rfc9246ContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new Rfc9246Dialect();
  }

  @Override
  protected List<Placement> placements() {
    Map<String, String> full = Map.of("issuer", "uCDN Inc", "audience", "dCDN LLC");
    List<Placement> placements = new ArrayList<>();
    for (Carrier carrier : List.of(Carrier.QUERY, Carrier.PATH, Carrier.COOKIE)) {
      placements.add(new Placement(carrier, "URISigningPackage", "/media/p", Map.of()));
      placements.add(new Placement(carrier, "usp", "", full));
    }
    placements.add(
        new Placement(
            Carrier.PATH, "URISigningPackage", "/media/p", Map.of("pathStyle", "parameter")));
    return placements;
  }

  /** A parameter of the last segment is at another place of each path. */
  @Override
  protected boolean hasPieces(SignedToken token, Placement placement) {
    return !placement.options().containsKey("pathStyle");
  }

  @Override
  protected List<SignedToken> otherTexts(SignedToken token) {
    return List.of(Requests.forge(token, HighS.ofJws(token.value())));
  }
}
