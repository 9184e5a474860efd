package io.playgate.playbacktoken.tencent;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedDialect;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

class TencentAContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new TencentADialect();
  }

  @Override
  protected List<Placement> placements() {
    return List.of(
        new Placement(Carrier.QUERY, "sign", "", Map.of()),
        new Placement(Carrier.QUERY, "sign", "", Map.of("timestamp", "hex")));
  }

  @Override
  protected List<String> patterns() {
    return List.of();
  }

  @Override
  protected Arbitrary<String> sessions() {
    return Arbitraries.strings().alpha().numeric().ofMinLength(2).ofMaxLength(100);
  }
}
