package io.playgate.playbacktoken.signature;

/** {@link PlatformEngine}. */
class PlatformEngineTest extends SignatureEngineContract {
  @Override
  SignatureEngine engine() {
    return new PlatformEngine();
  }
}
