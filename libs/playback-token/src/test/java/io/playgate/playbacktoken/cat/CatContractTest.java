package io.playgate.playbacktoken.cat;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DialectContract;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.HighS;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

class CatContractTest extends DialectContract {
  @Override
  protected SignedDialect dialect() {
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

  /** The signature is at the end. */
  @Override
  protected List<SignedToken> otherTexts(SignedToken token) {
    if (!algorithm().equals("ES256")) {
      return List.of();
    }
    byte[] message = Objects.requireNonNull(Base64Url.decode(token.value()));
    int start = message.length - 64;
    byte[] other = HighS.of(Arrays.copyOfRange(message, start, message.length));
    System.arraycopy(other, 0, message, start, other.length);
    return List.of(Requests.forge(token, Base64Url.encode(message)));
  }
}
