package io.playgate.playbacktoken.toy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.catalogue.Dialects;
import java.util.List;
import java.util.Map;

class ToyContractTest extends DialectContract {
  @Override
  protected DialectRegistry registry() {
    return Dialects.registry().with(new ToyDialect());
  }

  @Override
  protected SignedDialect dialect() {
    return new ToyDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.PATH, "toy", "/media/p", Map.of()),
        new Placement(Carrier.QUERY, "t", "", Map.of()));
  }
}
