package io.playgate.token.asset;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * This replica's bounded memory of assets, absent ones included. The catalogue tells it what to
 * forget; what it does not know, it reads on a virtual thread.
 */
@ApplicationScoped
public class AssetCache {
  /** How many assets a replica remembers. */
  @ConfigMapping(prefix = "playgate.asset-cache")
  public interface Config {
    /** The most assets that are kept in memory. About 1 KiB each. */
    @WithDefault("50000")
    int maximumSize();
  }

  private final AsyncLoadingCache<String, Optional<Asset>> cache;

  AssetCache(Assets assets, Config config) {
    // Unbounded in threads, bounded in work: one load per asset at a time, and the database's pool.
    ExecutorService loader = Executors.newVirtualThreadPerTaskExecutor();
    cache =
        Caffeine.newBuilder()
            .maximumSize(config.maximumSize())
            .executor(loader)
            .buildAsync(new Loader(assets));
  }

  /**
   * Reads an asset. A class with a name: Caffeine looks its loader's methods up, which a native
   * executable cannot do with a lambda, and says so at start.
   */
  @RegisterForReflection(fields = false)
  private record Loader(Assets assets) implements AsyncCacheLoader<String, Optional<Asset>> {
    @Override
    public CompletableFuture<Optional<Asset>> asyncLoad(String id, Executor executor) {
      return CompletableFuture.supplyAsync(() -> assets.find(id), executor);
    }
  }

  /**
   * The asset of that id; fails where the database does. An asset in memory is answered on the
   * caller's thread, another one on the thread that read it.
   */
  public Uni<Optional<Asset>> find(String id) {
    return Uni.createFrom().completionStage(cache.get(id));
  }

  /** Forgets those assets. */
  public void forget(Collection<String> ids) {
    cache.synchronous().invalidateAll(ids);
  }

  /** Forgets all. */
  public void forgetAll() {
    cache.synchronous().invalidateAll();
  }
}
