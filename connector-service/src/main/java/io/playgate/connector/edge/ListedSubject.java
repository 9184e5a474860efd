package io.playgate.connector.edge;

/**
 * A subject on a target's list, with the strictest of the rules in force that name it.
 *
 * @param subject what is revoked
 * @param hitsUntilMillis tokens issued at or before this epoch millisecond are hit; {@link
 *     Long#MAX_VALUE} for every token whatever its age
 */
public record ListedSubject(Subject subject, long hitsUntilMillis) {

  /** Whether it hits every token whatever its age. */
  public boolean hitsAll() {
    return hitsUntilMillis == Long.MAX_VALUE;
  }
}
