package io.playgate.playbacktoken.wowza;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class WowzaContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new WowzaDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "wowzatoken", "", Map.of()),
        new Placement(
            Carrier.QUERY, "t", "", Map.of("hash", "SHA-512", "sessionParameter", "sid")));
  }

  @Override
  protected List<String> patterns() {
    return List.of("/media/p/a/*");
  }

  @Override
  protected int mostPatterns() {
    return 1;
  }
}
