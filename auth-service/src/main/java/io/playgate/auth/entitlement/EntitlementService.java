package io.playgate.auth.entitlement;

import io.playgate.auth.AuthConfig;
import io.playgate.auth.AuthError;
import io.playgate.auth.viewer.Viewer;
import io.playgate.auth.viewer.ViewerService;
import io.playgate.auth.viewer.Viewers;
import io.playgate.support.entitlement.EntitlementId;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.request.ReadOnlyMembers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sets, reads and computes entitlements. Each source and subscription is a grant of its own: a
 * viewer may watch a package when at least one source says so, and no source can take away what
 * another one grants. To keep a viewer out whatever they paid for, disable the viewer or set a hold
 * at revocation-service.
 */
@ApplicationScoped
public class EntitlementService {

  private static final Logger LOG = Logger.getLogger(EntitlementService.class);

  private final Entitlements entitlements;
  private final Viewers viewers;
  private final AuthConfig config;
  private final Clock clock;

  @Inject
  EntitlementService(Entitlements entitlements, Viewers viewers, AuthConfig config, Clock clock) {
    this.entitlements = entitlements;
    this.viewers = viewers;
    this.config = config;
    this.clock = clock;
  }

  @Transactional
  EntitlementView set(String viewerId, String packageId, EntitlementRequest wanted) {
    Viewer viewer = lockedViewer(viewerId);
    String source = wanted.source() == null ? EntitlementResource.STANDARD : wanted.source();
    EntitlementKey key =
        new EntitlementKey(viewer.id(), packageId, source, orNone(wanted.subscription()));
    Instant now = clock.instant();
    Entitlement entitlement = entitlements.findById(key);
    refuseChanged(
        wanted, packageId, entitlement == null ? null : EntitlementView.of(entitlement, now));
    if (entitlement == null) {
      if (entitlements.count("key.viewerId", viewer.id()) >= config.entitlements().maxPerViewer()) {
        throw new ProblemException(
            AuthError.TOO_MANY_ENTITLEMENTS,
            "At most " + config.entitlements().maxPerViewer() + " are kept; delete others first.");
      }
      entitlement = new Entitlement(key, now);
      entitlements.persist(entitlement);
    }
    entitlement.set(
        wanted.state() == null ? EntitlementState.ACTIVE : wanted.state(),
        wanted.startsAt(),
        wanted.endsAt(),
        wanted.stateAt() != null,
        now);
    LOG.infof("Entitlement of viewer %s to %s by %s set", viewer.id(), packageId, source);
    return EntitlementView.of(entitlement, now);
  }

  private static void refuseChanged(
      EntitlementRequest wanted, String packageId, @Nullable EntitlementView stored) {
    new ReadOnlyMembers()
        .member("package", wanted.packageId(), packageId)
        .member("id", wanted.id(), stored == null ? null : stored.id())
        .member("stateAt", wanted.stateAt(), stored == null ? null : stored.stateAt())
        .member("effective", wanted.effective(), stored == null ? null : stored.effective())
        .refuseChanged();
  }

  @Transactional
  EntitlementList list(String viewerId) {
    Viewer viewer = ViewerService.require(viewers, viewerId);
    Instant now = clock.instant();
    List<Entitlement> all = entitlements.ofViewer(viewer.id());
    return new EntitlementList(
        effective(all, now), all.stream().map(one -> EntitlementView.of(one, now)).toList());
  }

  @Transactional
  void delete(String viewerId, String packageId, String source, String subscription) {
    Viewer viewer = lockedViewer(viewerId);
    if (!entitlements.deleteById(
        new EntitlementKey(viewer.id(), packageId, source, subscription))) {
      throw new ProblemException(
          AuthError.UNKNOWN_ENTITLEMENT, "Check package, source and subscription.");
    }
    LOG.infof("Entitlement of viewer %s to %s by %s deleted", viewer.id(), packageId, source);
  }

  /**
   * Takes in what billing reported. An event about a viewer or package that does not exist is not
   * remembered: it can be told again once they do. A package exists where an entitlement of anybody
   * names it, by whatever source.
   */
  @Transactional
  void apply(EntitlementEvent event) {
    Instant now = clock.instant();
    if (!entitlements.noteEvent(event.eventId(), now)) {
      LOG.debugf("Entitlement event %s was taken in before", event.eventId());
      return;
    }
    UUID id = Viewers.parseId(event.viewerId());
    Viewer viewer = id == null ? null : viewers.findLocked(id);
    if (viewer == null) {
      throw new ProblemException(
          AuthError.UNKNOWN_VIEWER, "Tell it again once the viewer exists; check viewerId.");
    }
    if (event.packageId() != null && !entitlements.isPackage(viewer.id(), event.packageId())) {
      throw new ProblemException(
          AuthError.UNKNOWN_PACKAGE, "Tell it again once somebody is entitled to it.");
    }
    Instant effectiveAt = event.effectiveAt() == null ? event.occurredAt() : event.effectiveAt();
    int changed = 0;
    for (Entitlement entitlement :
        entitlements.lockedOfSource(
            viewer.id(), event.source(), event.packageId(), orNone(event.subscription()))) {
      if (entitlement.apply(event.type(), event.occurredAt(), effectiveAt, now)) {
        changed++;
      }
    }
    LOG.infof(
        "Entitlement event %s (%s) changed %d entitlements of viewer %s",
        event.eventId(), event.type(), changed, viewer.id());
  }

  /** Returns what stands in a viewer token, as much as it can carry. */
  @Transactional
  public CarriedEntitlements carriedOf(UUID viewerId) {
    CarriedEntitlements carried =
        CarriedEntitlements.of(
            entitlements.ofViewer(viewerId),
            clock.instant(),
            config.entitlements().maxPackagesPerToken());
    if (!carried.complete()) {
      LOG.warnf(
          "Viewer %s has more packages than a token carries: it has the first %d",
          viewerId, carried.packages().size());
    }
    return carried;
  }

  private static List<String> effective(List<Entitlement> all, Instant now) {
    TreeSet<String> packages = new TreeSet<>();
    for (Entitlement entitlement : all) {
      if (entitlement.grantsAt(now)) {
        packages.add(entitlement.key().packageId());
      }
    }
    return List.copyOf(packages);
  }

  private static String orNone(@Nullable String subscription) {
    return subscription == null ? EntitlementId.NO_SUBSCRIPTION : subscription;
  }

  private Viewer lockedViewer(String viewerId) {
    UUID id = Viewers.parseId(viewerId);
    @Nullable Viewer viewer = id == null ? null : viewers.findLocked(id);
    if (viewer == null) {
      throw new ProblemException(AuthError.UNKNOWN_VIEWER, "Check the id.");
    }
    return viewer;
  }
}
