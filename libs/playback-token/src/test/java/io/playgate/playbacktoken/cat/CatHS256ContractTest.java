package io.playgate.playbacktoken.cat;

/** The same contract with keys of another algorithm. */
class CatHS256ContractTest extends CatContractTest {
  @Override
  protected String algorithm() {
    return "HS256";
  }
}
