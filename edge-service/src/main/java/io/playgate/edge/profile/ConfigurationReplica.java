package io.playgate.edge.profile;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that is in force here. The last good one stays, however long token-service is
 * away: keys do not become wrong with time, and a revoked key is a rule of the revocation feed.
 */
@Singleton
public class ConfigurationReplica {

  private volatile @Nullable EdgeConfiguration current;
  private volatile @Nullable String refusedFor;
  private final List<Consumer<EdgeConfiguration>> listeners = new CopyOnWriteArrayList<>();

  /** The configuration in force; null before the first one came. */
  public @Nullable EdgeConfiguration current() {
    return current;
  }

  /** Calls back with the configuration in force, if any, and with each that follows it. */
  public void onChange(Consumer<EdgeConfiguration> listener) {
    synchronized (this) {
      listeners.add(listener);
      EdgeConfiguration known = current;
      if (known != null) {
        listener.accept(known);
      }
    }
  }

  /** Why the last document was refused whole; null where it was not. */
  public @Nullable String refusedFor() {
    return refusedFor;
  }

  void refuse(String reason) {
    refusedFor = reason;
  }

  void accept(EdgeConfiguration configuration) {
    synchronized (this) {
      EdgeConfiguration next = configuration.reusing(current);
      // Listeners first: what they prepare (digests) has to be there when the first token is
      // judged.
      listeners.forEach(listener -> listener.accept(next));
      current = next;
      refusedFor = null;
    }
  }
}
