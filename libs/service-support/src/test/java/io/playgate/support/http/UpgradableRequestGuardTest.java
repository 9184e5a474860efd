package io.playgate.support.http;

/** The same at a server that would speak HTTP/2 without TLS. */
class UpgradableRequestGuardTest extends RequestGuardTest {

  @Override
  boolean isUpgradable() {
    return true;
  }
}
