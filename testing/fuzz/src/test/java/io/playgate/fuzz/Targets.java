package io.playgate.fuzz;

import io.playgate.playbacktoken.SignedDialect;
import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.key.Jwk;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** What targets have in common. */
final class Targets {
  /** The property that names the dialects under test, joined by commas. */
  static final String DIALECTS = "playgate.fuzz.dialects";

  /** The time at which requests are judged; the seeds' tokens hold then. */
  static final long NOW = 1_800_000_000;

  private Targets() {}

  static List<SignedDialect> dialects() {
    return Arrays.stream(System.getProperty(DIALECTS, "").split(",", -1))
        .map(id -> Dialects.findSigned(id).orElseThrow())
        .toList();
  }

  /** A key that no seed is signed by: what a dialect allows here, it allows to everybody. */
  static Jwk key(SignedDialect dialect) {
    List<String> algorithms = dialect.description().algorithms();
    String algorithm = algorithms.contains("HS256") ? "HS256" : algorithms.getFirst();
    return Jwk.generate("k1", algorithm, new SecureRandom());
  }
}
