package io.playgate.playbacktoken;

/**
 * A wire format whose tokens are signed and say by themselves what they grant. To add one,
 * implement it in a package of its own and name it in the catalogue ({@code Dialects}).
 */
public non-sealed interface SignedDialect extends Dialect {

  @Override
  SignedFormat open(Placement placement) throws InvalidPlacementException;
}
