package io.playgate.token.replica;

import io.playgate.playbacktoken.DialectRegistry;
import io.playgate.support.clock.Heartbeat;
import io.playgate.support.problem.CommonError;
import io.playgate.support.problem.ProblemException;
import io.playgate.token.asset.AssetCache;
import io.playgate.token.asset.Assets;
import io.playgate.token.catalogue.CatalogueRefresh;
import io.playgate.token.catalogue.CatalogueVersion;
import io.playgate.token.profile.DeliveryProfile;
import io.playgate.token.profile.DeliveryProfiles;
import io.playgate.token.signingkey.RingKey;
import io.playgate.token.signingkey.SigningKeys;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.LockTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * This replica's memory of the catalogue, so that no playback request waits for PostgreSQL. It is
 * loaded before the service takes requests, and again whenever the version has grown. That runs on
 * a platform thread: in a native executable, JDBC must stay off virtual threads.
 */
@ApplicationScoped
public class Catalogue implements CatalogueRefresh {
  private static final Logger LOG = Logger.getLogger(Catalogue.class);
  private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(10);

  private final DialectRegistry dialects;
  private final CatalogueVersion version;
  private final DeliveryProfiles profiles;
  private final SigningKeys keys;
  private final Assets assets;
  private final AssetCache assetCache;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final Heartbeat heartbeat = new Heartbeat();
  private final BroadcastProcessor<CatalogueSnapshot> changes = BroadcastProcessor.create();

  private volatile CatalogueSnapshot snapshot = new CatalogueSnapshot(0, 0, Map.of());
  private volatile long checkedNanos = System.nanoTime();
  private volatile boolean loaded;
  private boolean lost;
  private volatile boolean ringsComplete;
  private boolean advanceFails;

  Catalogue(
      DialectRegistry dialects,
      CatalogueVersion version,
      DeliveryProfiles profiles,
      SigningKeys keys,
      Assets assets,
      AssetCache assetCache) {
    this.dialects = dialects;
    this.version = version;
    this.profiles = profiles;
    this.keys = keys;
    this.assets = assets;
    this.assetCache = assetCache;
  }

  /** What this replica knows. */
  public CatalogueSnapshot snapshot() {
    return snapshot;
  }

  /** The snapshots that follow, one for each change of profiles or keys. */
  public Multi<CatalogueSnapshot> changes() {
    return changes.onOverflow().drop();
  }

  /** Whether it has been read once: profiles are known and their keys open. */
  public boolean isLoaded() {
    return loaded;
  }

  /** How long ago this replica last knew that it is current. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - checkedNanos);
  }

  void load(@Observes StartupEvent started) {
    completeRings();
    refresh();
  }

  @Scheduled(
      every = "${playgate.catalogue.check-interval:PT1S}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void follow() {
    advance();
    try {
      heartbeat.run(this::refresh);
      if (lost) {
        lost = false;
        LOG.infof("The catalogue can be checked again; version %d", snapshot.version());
      }
    } catch (RuntimeException e) {
      if (!lost) {
        lost = true;
        LOG.warnf("The catalogue cannot be checked; going on as of version %d", snapshot.version());
      }
      LOG.debug("The catalogue could not be checked", e);
    }
  }

  /** Where another replica hangs with the lock, this one starts and goes on trying. */
  private void completeRings() {
    try {
      keys.completeRings();
      ringsComplete = true;
    } catch (LockTimeoutException e) {
      if (!loaded) {
        LOG.warn("Profiles without a key are left so for now: the catalogue's lock is held", e);
      }
    }
  }

  private void advance() {
    try {
      if (!ringsComplete) {
        completeRings();
      }
      keys.advance();
      advanceFails = false;
    } catch (RuntimeException e) {
      // What others wrote is read all the same: one that hangs with the lock must not stop that.
      if (!advanceFails) {
        advanceFails = true;
        LOG.warn("Signing keys that are due could not be advanced; trying again", e);
      }
    }
  }

  /** When the catalogue was last looked at, and for how long that has taken now. */
  Heartbeat heartbeat() {
    return heartbeat;
  }

  @Override
  public void refresh() {
    lockRefreshing();
    try {
      Duration unseen = age();
      CatalogueSnapshot former = snapshot;
      CatalogueSnapshot next = QuarkusTransaction.requiringNew().call(() -> read(former, unseen));
      checkedNanos = System.nanoTime();
      if (next.version() != former.version()) {
        snapshot = next;
        if (next.deliveryVersion() != former.deliveryVersion()) {
          changes.onNext(next);
        }
      }
      loaded = true;
    } finally {
      refreshing.unlock();
    }
  }

  private void lockRefreshing() {
    try {
      if (!refreshing.tryLock(REFRESH_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ProblemException(
                CommonError.UNAVAILABLE,
                "The catalogue is being read, which hangs. Ask again shortly.")
            .withHeader("Retry-After", "5");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the catalogue", e);
    }
  }

  private CatalogueSnapshot read(CatalogueSnapshot former, Duration unseen) {
    // The version first: what is committed while the rest is read is then read again next time.
    CatalogueVersion.Current current = version.current();
    if (current.version() == former.version()) {
      return former;
    }
    if (unseen.compareTo(Assets.CHANGES_KEPT.dividedBy(2)) > 0) {
      assetCache.forgetAll();
    } else {
      assetCache.forget(assets.changedAfter(former.version()));
    }
    if (current.deliveryVersion() == former.deliveryVersion()) {
      return new CatalogueSnapshot(
          current.version(), current.deliveryVersion(), former.deliveries());
    }
    Map<String, List<RingKey>> rings = keys.rings();
    Map<String, Instant> firstKeys = keys.firstKeys();
    Map<String, CatalogueSnapshot.Delivery> deliveries = new HashMap<>();
    for (DeliveryProfile profile : profiles.all()) {
      deliveries.put(
          profile.id(),
          CatalogueSnapshot.Delivery.of(
              dialects,
              profile,
              rings.getOrDefault(profile.id(), List.of()),
              firstKeys.getOrDefault(profile.id(), Instant.EPOCH)));
    }
    LOG.infof("Catalogue version %d: %d delivery profiles", current.version(), deliveries.size());
    return new CatalogueSnapshot(current.version(), current.deliveryVersion(), deliveries);
  }
}
