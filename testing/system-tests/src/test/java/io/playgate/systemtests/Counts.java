package io.playgate.systemtests;

/** How often a proof is repeated: reduced by default, full with {@code ./playgate test --soak}. */
final class Counts {
  private static final boolean SOAK = Boolean.getBoolean("playgate.soak");

  private Counts() {}

  static boolean soak() {
    return SOAK;
  }

  static int of(int reduced, int full) {
    return SOAK ? full : reduced;
  }
}
