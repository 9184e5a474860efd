package io.playgate.edge.verdict;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.playgate.edge.profile.ConfigurationReplica;
import io.playgate.edge.profile.DeliveryProfile;
import io.playgate.playbacktoken.DenyCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts verdicts as {@code playgate_edge_verdicts_total} by profile, dialect, outcome and deny
 * number.
 */
@Singleton
public class VerdictRecord {

  private static final String NAME = "playgate.edge.verdicts";

  private final MeterRegistry registry;
  private final Map<DeliveryProfile, Counters> counters = new ConcurrentHashMap<>();
  private final Counters withoutProfile;

  /** Makes the record. */
  @Inject
  public VerdictRecord(MeterRegistry registry, ConfigurationReplica configuration) {
    this.registry = registry;
    this.withoutProfile = new Counters(registry, "none", "none");
    configuration.onChange(next -> counters.keySet().retainAll(List.copyOf(next.profiles())));
  }

  void note(EdgeVerdict verdict) {
    switch (verdict) {
      case EdgeVerdict.Allow allow -> count(allow.profile(), null);
      case EdgeVerdict.Deny deny -> count(deny.profile(), deny.code());
    }
  }

  private void count(@Nullable DeliveryProfile profile, @Nullable DenyCode code) {
    Counters row =
        profile == null
            ? withoutProfile
            : counters.computeIfAbsent(
                profile, added -> new Counters(registry, added.id(), added.dialectId()));
    row.of(code).increment();
  }

  /** The counters of one profile, each made when it is first needed. */
  private static final class Counters {
    private final MeterRegistry registry;
    private final String profile;
    private final String dialect;
    private final Counter allowed;
    private final Map<DenyCode, Counter> denied = new ConcurrentHashMap<>();

    Counters(MeterRegistry registry, String profile, String dialect) {
      this.registry = registry;
      this.profile = profile;
      this.dialect = dialect;
      this.allowed = counter("allow", 0);
    }

    Counter of(@Nullable DenyCode code) {
      return code == null
          ? allowed
          : denied.computeIfAbsent(code, added -> counter("deny", added.number()));
    }

    private Counter counter(String outcome, int number) {
      return Counter.builder(NAME)
          .description("Verdicts on media requests and forward-auth questions")
          .tag("profile", profile)
          .tag("dialect", dialect)
          .tag("outcome", outcome)
          .tag("deny", Integer.toString(number))
          .register(registry);
    }
  }
}
