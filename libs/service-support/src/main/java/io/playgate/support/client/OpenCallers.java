package io.playgate.support.client;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes {@link OpenCaller}s of the callers of requests. */
@Singleton
public class OpenCallers {

  private final ClientsFile clients;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor timer;

  /** Its thread starts with the first caller whose credential has an end. */
  @Inject
  public OpenCallers(ClientsFile clients, Clock clock) {
    this.clients = clients;
    this.clock = clock;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("open-callers").factory());
    this.timer.setRemoveOnCancelPolicy(true);
  }

  /** The caller of the request that is served; to be asked for while it is. */
  public OpenCaller caller(SecurityIdentity identity) {
    return OpenCaller.of(identity, clients, timer, clock);
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }
}
