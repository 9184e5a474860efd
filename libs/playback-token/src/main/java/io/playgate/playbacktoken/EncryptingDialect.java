package io.playgate.playbacktoken;

/** A dialect that can encrypt what a token says of the viewer. */
public interface EncryptingDialect extends SignedDialect {

  @Override
  EncryptingFormat open(Placement placement) throws InvalidPlacementException;
}
