package io.playgate.playbacktoken;

/**
 * One wire format of playback token: {@link SignedDialect} where the token says by itself what it
 * grants, {@link ReferenceDialect} where it is looked up. Immutable and safe for concurrent use.
 *
 * <p>A dialect is bound once to where its tokens stand: {@link #open} reads every option and
 * refuses what is wrong with them; what it gives reads none any more.
 */
public sealed interface Dialect permits SignedDialect, ReferenceDialect {

  /** The dialect's id, such as {@code edgeauth}. */
  String id();

  /** What it can express, and where it comes from. */
  DialectDescription description();

  /**
   * The dialect, bound to a placement.
   *
   * @throws InvalidPlacementException where it cannot travel by that carrier, or does not know or
   *     understand an option
   */
  TokenFormat open(Placement placement) throws InvalidPlacementException;
}
