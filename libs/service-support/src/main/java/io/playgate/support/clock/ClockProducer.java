package io.playgate.support.clock;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** Makes the system clock injectable, in UTC. A test replaces it by a bean of its own. */
@ApplicationScoped
public class ClockProducer {

  /** Returns the clock of the service. */
  @Produces
  @ApplicationScoped
  @DefaultBean
  public Clock clock() {
    return Clock.systemUTC();
  }
}
