package io.playgate.token.catalogue;

import io.playgate.token.asset.AssetCache;
import io.playgate.token.asset.Assets;
import io.playgate.token.profile.DeliveryProfile;
import io.playgate.token.profile.DeliveryProfiles;
import io.playgate.token.signingkey.RingKey;
import io.playgate.token.signingkey.SigningKeys;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * This replica's memory of the catalogue, so that no playback request waits for PostgreSQL. It is
 * loaded before the service takes requests, and again whenever the version has grown.
 */
@ApplicationScoped
public class Catalogue {
  private static final Logger LOG = Logger.getLogger(Catalogue.class);

  private final CatalogueVersion version;
  private final DeliveryProfiles profiles;
  private final SigningKeys keys;
  private final Assets assets;
  private final AssetCache assetCache;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final BroadcastProcessor<CatalogueSnapshot> changes = BroadcastProcessor.create();

  private volatile CatalogueSnapshot snapshot = new CatalogueSnapshot(0, 0, Map.of());
  private volatile long checkedNanos = System.nanoTime();
  private volatile boolean loaded;
  private boolean lost;

  Catalogue(
      CatalogueVersion version,
      DeliveryProfiles profiles,
      SigningKeys keys,
      Assets assets,
      AssetCache assetCache) {
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
    refresh();
  }

  @Scheduled(
      every = "${playgate.catalogue.check-interval:PT1S}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void follow() {
    try {
      keys.advance();
      refresh();
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

  /** Looks whether the catalogue has changed and takes the change over, before it returns. */
  public void refresh() {
    refreshing.lock();
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
    Map<String, CatalogueSnapshot.Delivery> deliveries = new HashMap<>();
    for (DeliveryProfile profile : profiles.all()) {
      deliveries.put(
          profile.id(),
          new CatalogueSnapshot.Delivery(profile, rings.getOrDefault(profile.id(), List.of())));
    }
    LOG.infof("Catalogue version %d: %d delivery profiles", current.version(), deliveries.size());
    return new CatalogueSnapshot(current.version(), current.deliveryVersion(), deliveries);
  }
}
