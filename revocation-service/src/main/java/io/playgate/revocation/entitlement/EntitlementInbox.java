package io.playgate.revocation.entitlement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.revocation.authservice.AuthService;
import io.playgate.revocation.authservice.EntitlementEvent;
import io.playgate.revocation.log.BillingStep;
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
 * processes share the work: whoever takes an event keeps it from the others for a while. What
 * auth-service does not know or refuses is parked: tried again more and more seldom.
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
  private final AtomicLong parked = new AtomicLong();
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
    metrics.gauge("playgate.revocation.entitlement.parked", parked);
  }

  /** What became of an event that was delivered at once, as far as is known. */
  public enum Outcome {
    /** auth-service has it, or will have it. */
    TAKEN,
    /** It is about a viewer or package that auth-service does not know: it does nothing for now. */
    PARKED
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
    thread.interrupt();
  }

  /** An event as the inbox keeps it. */
  public String write(EntitlementEvent event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and times can be written", e);
    }
  }

  /**
   * Takes an event into the inbox and does what it does.
   *
   * @param mark hash of its source and id
   * @param markTtl for how long it is recognised as a duplicate
   */
  public InboxStore.Taken take(
      BillingStep step, String mark, Duration markTtl, EntitlementEvent event) {
    return store.take(
        step,
        mark,
        write(event),
        new InboxStore.TakeBounds(markTtl, config.claim(), config.maxEntries()));
  }

  /** Delivers an event that was just taken; returns after a while even if not done. */
  public Outcome deliverNow(BillingStep step, EntitlementEvent event, Duration wait) {
    CompletableFuture<String> delivery =
        CompletableFuture.supplyAsync(
            () -> deliver(step.id(), step.order(), event, 0, false).state(), virtualThreads);
    try {
      String state =
          delivery.completeOnTimeout("waiting", wait.toMillis(), TimeUnit.MILLISECONDS).join();
      return state.equals("parked") ? Outcome.PARKED : Outcome.TAKEN;
    } catch (CompletionException e) {
      // It stays in the inbox and becomes due again.
      LOG.warnf(e.getCause(), "Entitlement event %s was not delivered at once", step.id());
      return Outcome.TAKEN;
    }
  }

  private void work() {
    while (!stopped) {
      boolean more = false;
      try {
        more = deliverAll(store.claim(BATCH, config.claim()), false);
        more |= deliverAll(store.claimParked(BATCH, config.claim()), true);
        backlog.set(store.size());
        parked.set(store.parked());
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

  /** Delivers what was claimed; whether there may be more that can be delivered now. */
  private boolean deliverAll(List<InboxStore.Claimed> due, boolean areParked) {
    boolean answers = !due.isEmpty();
    for (InboxStore.Claimed claimed : due) {
      if (stopped) {
        return false;
      }
      EntitlementEvent event;
      try {
        event = json.readValue(claimed.json(), EntitlementEvent.class);
      } catch (JsonProcessingException e) {
        LOG.errorf("Entitlement event %s cannot be read and is parked", claimed.id());
        settle(
            claimed.id(),
            claimed.order(),
            InboxStore.Delivered.REFUSED,
            delay(claimed.attempts(), config.parkedMaxDelay()));
        continue;
      }
      if (!answers) {
        // auth-service just failed: the rest would only wait for the same.
        settle(
            claimed.id(),
            claimed.order(),
            InboxStore.Delivered.RETRY,
            delay(claimed.attempts(), longestDelay(areParked)));
      } else {
        answers =
            deliver(claimed.id(), claimed.order(), event, claimed.attempts(), areParked).answered();
      }
    }
    return answers && due.size() == BATCH;
  }

  /** How a delivery ended: what the inbox made of it, and whether auth-service answered at all. */
  private record Ended(String state, boolean answered) {}

  /** Delivers one event and records how that went. */
  private Ended deliver(
      String id, String order, EntitlementEvent event, int attempts, boolean isParked) {
    AuthService.Delivery delivery = auth.deliver(event);
    metrics
        .counter(
            "playgate.revocation.entitlement.deliveries",
            "outcome",
            switch (delivery) {
              case DONE -> "done";
              case RETRY -> "retry";
              case UNKNOWN -> "unknown";
              case REFUSED -> "refused";
            })
        .increment();
    String state =
        switch (delivery) {
          case DONE -> {
            String became = settle(id, order, InboxStore.Delivered.DONE, Duration.ZERO);
            if (became.equals("applied")) {
              LOG.infof("Entitlement event %s was parked and is applied now", id);
            }
            yield became;
          }
          case RETRY ->
              settle(
                  id, order, InboxStore.Delivered.RETRY, delay(attempts, longestDelay(isParked)));
          case UNKNOWN -> {
            if (!isParked) {
              LOG.warnf(
                  "Entitlement event %s is about a viewer or package that auth-service does not"
                      + " know: parked, and applied once they exist",
                  id);
            }
            yield settle(
                id, order, InboxStore.Delivered.UNKNOWN, delay(attempts, config.parkedMaxDelay()));
          }
          case REFUSED -> {
            if (!isParked) {
              LOG.errorf(
                  "auth-service refused entitlement event %s: parked; what it does to tokens stays",
                  id);
            }
            yield settle(
                id, order, InboxStore.Delivered.REFUSED, delay(attempts, config.parkedMaxDelay()));
          }
        };
    // Refused is no answer to "parked" of a webhook: what the event does is done.
    return new Ended(
        delivery == AuthService.Delivery.REFUSED ? "refused" : state,
        delivery != AuthService.Delivery.RETRY);
  }

  private String settle(String id, String order, InboxStore.Delivered delivered, Duration delay) {
    InboxStore.Settled settled =
        store.settle(
            id,
            order,
            delivered,
            delay,
            new InboxStore.ParkBounds(config.maxParked(), config.parkedRetention()));
    for (String dropped : settled.dropped()) {
      metrics
          .counter("playgate.revocation.entitlement.deliveries", "outcome", "dropped")
          .increment();
      LOG.errorf(
          "Entitlement event %s was parked for too long, or too many are: dropped; auth-service"
              + " will not hear of it",
          dropped);
    }
    return settled.state();
  }

  private Duration longestDelay(boolean isParked) {
    return isParked ? config.parkedMaxDelay() : config.maxDelay();
  }

  private Duration delay(int attempts, Duration longestDelay) {
    long longest =
        Math.min(longestDelay.toMillis(), config.firstDelay().toMillis() << Math.min(attempts, 20));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }
}
