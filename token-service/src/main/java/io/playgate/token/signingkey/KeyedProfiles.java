package io.playgate.token.signingkey;

import java.util.List;
import java.util.Optional;

/** Where signing keys find the profiles that they sign for. */
public interface KeyedProfiles {

  /** The profile of that id. */
  Optional<KeyedProfile> findKeyed(String id);

  /** Those without a key in that state. */
  List<KeyedProfile> withoutKey(KeyState state);
}
