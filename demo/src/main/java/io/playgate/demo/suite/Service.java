package io.playgate.demo.suite;

import java.util.Locale;

/** The four services. */
public enum Service {
  /** Who the viewer is. */
  AUTH(1),
  /** Whether this viewer may play this now. */
  TOKEN(2),
  /** Whether a token still holds. */
  REVOCATION(3),
  /** The verdict on every media request. */
  EDGE(4);

  private final int portOffset;

  Service(int portOffset) {
    this.portOffset = portOffset;
  }

  /** Its port's distance from the base. */
  int portOffset() {
    return portOffset;
  }

  /** How scripts name it: {@code auth}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its Maven module, which is also its client id: {@code auth-service}. */
  public String module() {
    return key() + "-service";
  }

  /** How tokens and assertions address it: {@code playgate:auth}. */
  String audience() {
    return "playgate:" + key();
  }
}
