package io.playgate.revocation.billing;

import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The billing sources that are registered, in the order of their names. */
@Startup
@Singleton
public class BillingSources {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private final SortedMap<String, BillingSource> byName = new TreeMap<>();

  /**
   * Takes what is registered.
   *
   * @throws IllegalStateException where two have one name, operation or scheme, or one has a name
   *     that cannot stand in a path: the service does not start then
   */
  BillingSources(@All List<BillingSource> sources) {
    Set<String> described = new HashSet<>();
    for (BillingSource source : sources) {
      String name = source.name();
      if (!NAME.matcher(name).matches() || byName.putIfAbsent(name, source) != null) {
        throw new IllegalStateException("no name for one billing source: " + name);
      }
      if (!described.add(source.description().operationId())
          || !described.add("proof " + source.description().proof().scheme())) {
        throw new IllegalStateException(name + " is described as another billing source is");
      }
    }
  }

  /** The sources. */
  public Collection<BillingSource> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** The source of a name; null where there is none. */
  public @Nullable BillingSource named(String name) {
    return byName.get(name);
  }
}
