package io.playgate.playbacktoken.jwt;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.key.HighS;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class JwtContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
    return new JwtDialect();
  }

  @Override
  protected List<Placement> placements() {
    return Arrays.stream(Carrier.values())
        .map(carrier -> new Placement(carrier, "token", "/media/p", Map.of()))
        .toList();
  }

  @Override
  protected List<SignedToken> otherTexts(SignedToken token) {
    return List.of(Requests.forge(token, HighS.ofJws(token.value())));
  }
}
