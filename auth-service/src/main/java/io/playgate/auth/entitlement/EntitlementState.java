package io.playgate.auth.entitlement;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a source says of a viewer's right to a package. */
public enum EntitlementState {
  /** The viewer may watch, between start and end. */
  @JsonProperty("active")
  ACTIVE("active"),
  /** The viewer may not watch until the source says otherwise. */
  @JsonProperty("suspended")
  SUSPENDED("suspended"),
  /** The right is over. */
  @JsonProperty("ended")
  ENDED("ended");

  private final String text;

  EntitlementState(String text) {
    this.text = text;
  }

  /** The name in the API and in the database. */
  public String text() {
    return text;
  }

  static EntitlementState of(String text) {
    for (EntitlementState state : values()) {
      if (state.text.equals(text)) {
        return state;
      }
    }
    throw new IllegalArgumentException("unknown entitlement state: " + text);
  }
}
