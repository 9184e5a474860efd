package io.playgate.playbacktoken.key;

import java.util.List;
import java.util.Optional;

/** The keys that may have signed a token of one delivery profile; order is of no meaning. */
public record KeyRing(List<SigningKey> keys) {

  public KeyRing {
    keys = List.copyOf(keys);
    if (keys.stream().map(SigningKey::kid).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("two keys of a ring have the same kid");
    }
  }

  /** The key with this kid. */
  public Optional<SigningKey> find(String kid) {
    for (SigningKey key : keys) {
      if (key.kid().equals(kid)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }
}
