package io.playgate.playbacktoken.internal.signing;

/** {@link PlatformEngine}. */
class PlatformEngineTest extends SignatureEngineContract {
  @Override
  SignatureEngine engine() {
    return new PlatformEngine();
  }
}
