package io.playgate.token.signingkey;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The stages of a signing key's life, in order. */
public enum KeyState {
  /** Published to edges, signs nothing yet. */
  @JsonProperty("next")
  NEXT,
  /** Signs. */
  @JsonProperty("active")
  ACTIVE,
  /** Signs no more; its last tokens still hold. */
  @JsonProperty("retiring")
  RETIRING,
  /** No token of it holds; its material is gone. */
  @JsonProperty("retired")
  RETIRED;

  /** The form in the database, in APIs and in the edge configuration. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
