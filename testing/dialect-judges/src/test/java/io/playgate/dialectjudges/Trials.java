package io.playgate.dialectjudges;

import java.util.Random;

/** How many random grants a judge sees, and which: their seed is printed and can be given. */
final class Trials {
  /** So many grants by default; twenty times as many with {@code ./playgate test --soak}. */
  static final int COUNT = Boolean.getBoolean("playgate.soak") ? 4000 : 200;

  private static final long SEED = Long.getLong("playgate.seed", 20_261_124L);

  private Trials() {}

  /** Random numbers for one suite, always the same. */
  static Random random(Class<?> suite) {
    System.out.println(suite.getSimpleName() + ": " + COUNT + " grants, playgate.seed=" + SEED);
    return new Random(SEED ^ suite.getName().hashCode());
  }
}
