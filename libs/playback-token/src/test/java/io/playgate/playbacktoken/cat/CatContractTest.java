package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Dialect;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

class CatContractTest extends DialectContract {
  @Override
  protected Dialect dialect() {
    return new CatDialect();
  }

  @Override
  protected List<Placement> placements() {
    return Arrays.stream(Carrier.values())
        .map(carrier -> new Placement(carrier, "cat", "/media/p", Map.of()))
        .toList();
  }

  @Override
  protected Arbitrary<String> sessions() {
    return Arbitraries.strings().alpha().numeric().withChars("-_").ofMinLength(1).ofMaxLength(64);
  }
}
