package io.playgate.playbacktoken;

/**
 * A dialect whose tokens say nothing: what one grants is looked up by its hash (RFC 7662 for the
 * look-up, which this library, doing no I/O, leaves to its caller).
 */
public non-sealed interface ReferenceDialect extends Dialect {

  @Override
  ReferenceFormat open(Placement placement) throws InvalidPlacementException;
}
