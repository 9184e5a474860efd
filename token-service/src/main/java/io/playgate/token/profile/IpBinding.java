package io.playgate.token.profile;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether tokens hold for one client address only. */
public enum IpBinding {
  /** For any address. */
  @JsonProperty("none")
  NONE,
  /** For the address that asked for the session. Breaks playback of whoever roams. */
  @JsonProperty("exact")
  EXACT
}
