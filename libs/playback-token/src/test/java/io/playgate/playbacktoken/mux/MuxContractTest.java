package io.playgate.playbacktoken.mux;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;

class MuxContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new MuxDialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "token", "/media/p/a", Map.of()),
        new Placement(Carrier.QUERY, "token", "/media/p/a", Map.of("type", "storyboard")));
  }

  @Override
  protected List<String> patterns() {
    return List.of();
  }

  @Override
  protected String moved() {
    return "/media/p/a/b.m3u8";
  }
}
