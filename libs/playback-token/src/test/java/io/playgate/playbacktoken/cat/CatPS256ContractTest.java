package io.playgate.playbacktoken.cat;

/** The same contract with keys of another algorithm. */
class CatPS256ContractTest extends CatContractTest {
  @Override
  protected String algorithm() {
    return "PS256";
  }
}
