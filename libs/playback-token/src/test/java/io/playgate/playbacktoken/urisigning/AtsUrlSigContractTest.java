package io.playgate.playbacktoken.urisigning;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class AtsUrlSigContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new AtsUrlSigDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "S", "", Map.of()),
        new Placement(Carrier.QUERY, "S", "/media/p", Map.of("signHost", "true")));
  }

  @Override
  protected List<String> patterns() {
    return List.of("/media/p/a/*", "/media/p/*", SIGNED_PATH);
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }
}
