package io.playgate.connector;

import io.playgate.connector.edge.Subject;
import io.playgate.connector.testing.NeighbourPorts;
import io.playgate.feedclient.EventFeed;
import io.playgate.revocationlist.RevocationRule;
import io.playgate.support.problem.Problem;
import io.playgate.support.testing.DeclaredStatics;
import io.playgate.support.testing.StartedStatics;
import io.playgate.support.testing.TestCredentials;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/**
 * "Each service builds to a native executable": the classes that ship are initialised while it is
 * built, so that their statics hold nothing that exists in a running process alone.
 */
@QuarkusTest
@WithTestResource(TestCredentials.class)
@WithTestResource(NeighbourPorts.class)
class StaticsTest {
  /** One class of each module that ships in it. */
  private static final Class<?>[] MODULES = {
    Subject.class, EventFeed.class, RevocationRule.class, Problem.class
  };

  @Test
  void whatIsDeclaredHoldsNothingOfRunTime() {
    DeclaredStatics.shipped().assertNothingOfRunTime(MODULES);
  }

  @Test
  void whatTheStartedServiceHoldsIsNothingOfRunTime() {
    StartedStatics.assertNothingOfRunTime(MODULES);
  }
}
