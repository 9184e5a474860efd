package io.playgate.revocation.entitlement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.revocation.authservice.AuthService;
import io.playgate.revocation.authservice.EntitlementEvent;
import io.playgate.revocation.log.InboxStore;
import io.playgate.revocation.log.StorageException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Billing events on their way to auth-service. They are put here by the step that applies them, and
 * leave once auth-service has taken them; a restart of anything changes nothing about that. Several
 * processes share the work: whoever takes an event keeps it from the others for a while.
 */
@ApplicationScoped
public class EntitlementInbox {
  private static final Logger LOG = Logger.getLogger(EntitlementInbox.class);
  private static final int BATCH = 50;

  private final InboxStore store;
  private final AuthService auth;
  private final EntitlementConfig config;
  private final ObjectMapper json;
  private final ExecutorService virtualThreads;
  private final MeterRegistry metrics;
  private final AtomicLong backlog = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  EntitlementInbox(
      InboxStore store,
      AuthService auth,
      EntitlementConfig config,
      ObjectMapper json,
      @VirtualThreads ExecutorService virtualThreads,
      MeterRegistry metrics) {
    this.store = store;
    this.auth = auth;
    this.config = config;
    this.json = json;
    this.virtualThreads = virtualThreads;
    this.metrics = metrics;
    this.thread = Thread.ofVirtual().name("entitlement-inbox").unstarted(this::work);
    metrics.gauge("playgate.revocation.entitlement.backlog", backlog);
  }

  /**
   * An event as the inbox keeps it.
   *
   * @param id its id in the inbox
   * @param json the event
   * @param event the event
   */
  public record Entry(String id, String json, EntitlementEvent event) {}

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
    thread.interrupt();
  }

  /** What is to be put into the inbox for an event. */
  public Entry entry(EntitlementEvent event) {
    try {
      return new Entry(event.eventId(), json.writeValueAsString(event), event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and times can be written", e);
    }
  }

  /** For how long whoever put an event into the inbox may deliver it before others do. */
  public Duration ownDelivery() {
    return config.claim();
  }

  /** Most events that may wait. */
  public int maxEntries() {
    return config.maxEntries();
  }

  /** Delivers an event that was just put into the inbox; returns after a while even if not done. */
  public void deliverNow(Entry entry, Duration wait) {
    CompletableFuture<Void> delivery =
        CompletableFuture.runAsync(() -> deliver(entry.id(), entry.event(), 0), virtualThreads);
    try {
      delivery.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      // It stays in the inbox and becomes due again.
      LOG.warnf(e.getCause(), "Entitlement event %s was not delivered at once", entry.id());
    }
  }

  private void work() {
    while (!stopped) {
      boolean more = false;
      try {
        more = deliverDue();
        backlog.set(store.size());
      } catch (StorageException e) {
        LOG.debug("The entitlement inbox cannot be read", e);
      } catch (RuntimeException e) {
        LOG.error("The entitlement inbox failed", e);
      }
      try {
        Thread.sleep(more ? Duration.ZERO : config.checkInterval());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Delivers some of what is due; whether there may be more that can be delivered now. */
  private boolean deliverDue() {
    List<InboxStore.Claimed> due = store.claim(BATCH, config.claim());
    boolean allDone = !due.isEmpty();
    for (InboxStore.Claimed claimed : due) {
      if (stopped) {
        return false;
      }
      EntitlementEvent event;
      try {
        event = json.readValue(claimed.json(), EntitlementEvent.class);
      } catch (JsonProcessingException e) {
        LOG.errorf("Entitlement event %s cannot be read and is parked", claimed.id());
        store.park(claimed.id(), config.maxParked());
        continue;
      }
      if (!allDone) {
        // auth-service just failed: the rest would only wait for the same.
        store.retry(claimed.id(), delay(claimed.attempts()));
      } else {
        allDone = deliver(claimed.id(), event, claimed.attempts());
      }
    }
    return allDone && due.size() == BATCH;
  }

  /** Delivers one event and records how that went; whether auth-service answered for good. */
  private boolean deliver(String id, EntitlementEvent event, int attempts) {
    AuthService.Delivery delivery = auth.deliver(event);
    metrics
        .counter(
            "playgate.revocation.entitlement.deliveries",
            "outcome",
            switch (delivery) {
              case DONE -> "done";
              case RETRY -> "retry";
              case REFUSED -> "parked";
            })
        .increment();
    switch (delivery) {
      case DONE -> store.done(id);
      case RETRY -> store.retry(id, delay(attempts));
      case REFUSED -> {
        LOG.errorf("auth-service refused entitlement event %s for good: it is parked", id);
        store.park(id, config.maxParked());
      }
    }
    return delivery != AuthService.Delivery.RETRY;
  }

  private Duration delay(int attempts) {
    long longest =
        Math.min(
            config.maxDelay().toMillis(), config.firstDelay().toMillis() << Math.min(attempts, 20));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }
}
