package io.playgate.connector.edge;

import io.playgate.connector.testing.MemoryTarget;
import java.util.OptionalLong;

class MemoryTargetTest extends EdgeConnectorContract {
  private final MemoryTarget target = new MemoryTarget();

  @Override
  protected EdgeConnector connector() {
    return target;
  }

  @Override
  protected boolean denies(Subject subject, long issuedAtMillis) {
    return target.denies(subject, issuedAtMillis);
  }

  @Override
  protected OptionalLong completeUntil() {
    return target.until();
  }

  @Override
  protected void restartTarget() {
    target.restart();
  }

  @Override
  protected void stopTarget() {
    target.stop();
  }
}
