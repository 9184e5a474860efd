package io.playgate.playbacktoken.cat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of the claim {@code catreplay}. */
enum Replay {
  /** A token may be used again. */
  PERMITTED(0, "permitted"),
  /** A token may be used once. */
  PROHIBITED(1, "prohibited"),
  /** A use by another is to be found out, which the standard leaves to the implementation. */
  DETECTED(2, "detected");

  private final int number;
  private final String text;

  Replay(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** The value that an option names. */
  static Replay named(String name) {
    return Arrays.stream(values())
        .filter(replay -> replay.text.equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Its value of the claim. */
  CborItem item() {
    return new CborItem.Int(number);
  }

  /** The value that stands in a claim; null where that is none. */
  static @Nullable Replay of(CborItem item) {
    for (Replay replay : values()) {
      if (replay.item().equals(item)) {
        return replay;
      }
    }
    return null;
  }
}
