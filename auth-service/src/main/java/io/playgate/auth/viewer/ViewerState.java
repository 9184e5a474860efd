package io.playgate.auth.viewer;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a viewer may sign in. */
public enum ViewerState {
  /** The viewer may. */
  @JsonProperty("active")
  ACTIVE("active"),
  /** The viewer may not, and every sign-in session has ended. */
  @JsonProperty("disabled")
  DISABLED("disabled");

  private final String text;

  ViewerState(String text) {
    this.text = text;
  }

  /** The name in the API and in the database. */
  public String text() {
    return text;
  }

  /** Returns the state of a name in the database. */
  static ViewerState of(String text) {
    for (ViewerState state : values()) {
      if (state.text.equals(text)) {
        return state;
      }
    }
    throw new IllegalArgumentException("unknown viewer state: " + text);
  }
}
