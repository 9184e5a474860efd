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

class AtsContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new AtsDialect();
  }

  @Override
  protected List<Placement> placements() {
    List<Placement> placements = new ArrayList<>();
    for (Carrier carrier : List.of(Carrier.QUERY, Carrier.PATH, Carrier.COOKIE)) {
      for (String style : List.of("segment", "parameter")) {
        placements.add(
            new Placement(
                carrier,
                "URISigningPackage",
                "/media/p",
                Map.of("issuer", "playgate", "pathStyle", style)));
      }
    }
    return placements;
  }

  @Override
  protected boolean hasPieces(SignedToken token, Placement placement) {
    return placement.carrier() != Carrier.PATH
        || "segment".equals(placement.options().get("pathStyle"));
  }

  @Override
  protected List<SignedToken> otherTexts(SignedToken token) {
    return List.of(Requests.forge(token, HighS.ofJws(token.value())));
  }
}
