package io.playgate.edge.health;

import io.playgate.edge.profile.ConfigurationFeed;
import io.playgate.edge.profile.ConfigurationReplica;
import io.playgate.edge.profile.EdgeConfiguration;
import io.playgate.edge.revocation.RevocationFollower;
import io.playgate.edge.verdict.RequestJudge;
import io.playgate.edge.verdict.VerdictConfig;
import io.playgate.revocationlist.RevocationReplica;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means that requests can be judged: there is a configuration and a snapshot of the
 * revocations, and the latter is not so old that the policy refuses everything. A feed that is
 * merely interrupted leaves the edge ready, and so does a profile that cannot be used; both are
 * told.
 */
@Readiness
@ApplicationScoped
public class EdgeReadiness implements HealthCheck {

  /** Enough for somebody to look; the log has all. */
  private static final int TOLD_REFUSALS = 10;

  private final ConfigurationReplica configuration;
  private final ConfigurationFeed configurationFeed;
  private final RevocationReplica revocations;
  private final RevocationFollower revocationFeed;
  private final RequestJudge judge;
  private final VerdictConfig config;

  /** Makes the check. */
  @Inject
  public EdgeReadiness(
      ConfigurationReplica configuration,
      ConfigurationFeed configurationFeed,
      RevocationReplica revocations,
      RevocationFollower revocationFeed,
      RequestJudge judge,
      VerdictConfig config) {
    this.configuration = configuration;
    this.configurationFeed = configurationFeed;
    this.revocations = revocations;
    this.revocationFeed = revocationFeed;
    this.judge = judge;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    EdgeConfiguration current = configuration.current();
    boolean loaded = revocations.isLoaded();
    boolean stale = loaded && judge.isStale();
    boolean refusesAll = stale && config.stalePolicy() == VerdictConfig.StalePolicy.DENY;
    // One bad profile leaves the others in use; where none is left, nothing can be judged.
    boolean unusable = current != null && current.usable() == 0 && !current.refusals().isEmpty();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("edge")
            .status(current != null && !unusable && loaded && !refusesAll)
            .withData("configuration", current == null ? "none" : "present")
            .withData(
                "configuration-feed",
                feed(configurationFeed.isConnected(), configurationFeed.isRefused()))
            .withData("revocations", !loaded ? "none" : stale ? "stale" : "current")
            .withData(
                "revocation-feed", feed(revocationFeed.isConnected(), revocationFeed.isRefused()));
    if (current != null) {
      answer.withData("configuration-version", current.version());
      if (!current.refusals().isEmpty()) {
        answer.withData(
            "profiles-refused",
            current.refusals().stream()
                .limit(TOLD_REFUSALS)
                .map(refusal -> refusal.id() + ": " + refusal.reason())
                .collect(Collectors.joining("; ")));
      }
    }
    String refused = configuration.refusedFor();
    if (refused != null) {
      answer.withData("configuration-refused", refused);
    }
    if (loaded) {
      answer.withData("revocation-age-ms", revocations.ageMillis());
    }
    return answer.build();
  }

  /** Refused: this edge's credential is not accepted there, and waiting does not help. */
  private static String feed(boolean connected, boolean refused) {
    return connected ? "connected" : refused ? "refused" : "interrupted";
  }
}
