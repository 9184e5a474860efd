package io.playgate.revocation.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.revocation.RevocationConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisGuardTest {
  private static final RevocationConfig.Redis STRICT = new Declared(false);
  private static final RevocationConfig.Redis LENIENT = new Declared(true);

  @Test
  void durableRedisIsAccepted() {
    assertThat(RedisGuard.faults("noeviction", true, "always", STRICT)).isEmpty();
  }

  @Test
  void eachFaultNamesWhatToSet() {
    assertThat(RedisGuard.faults("allkeys-lru", true, "always", STRICT))
        .singleElement()
        .asString()
        .contains("maxmemory-policy", "playgate.revocation.redis.accept-eviction");
    assertThat(RedisGuard.faults("noeviction", false, "everysec", STRICT))
        .singleElement()
        .asString()
        .contains("appendonly", "playgate.revocation.redis.accept-no-append-only-file");
    assertThat(RedisGuard.faults("noeviction", true, "everysec", STRICT))
        .singleElement()
        .asString()
        .contains("appendfsync", "playgate.revocation.redis.accept-delayed-fsync");
  }

  @Test
  void whatCannotBeReadIsNotTrusted() {
    assertThat(RedisGuard.faults("unknown", true, null, STRICT)).hasSize(2);
  }

  @Test
  void operatorMayDeclareEverything() {
    assertThat(RedisGuard.faults("allkeys-lru", false, null, LENIENT)).isEmpty();
    assertThat(RedisGuard.faults("noeviction", true, "no", LENIENT)).isEmpty();
  }

  private record Declared(boolean accepted) implements RevocationConfig.Redis {
    @Override
    public Duration timeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public int replicas() {
      return 0;
    }

    @Override
    public Duration replicasTimeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public boolean acceptEviction() {
      return accepted;
    }

    @Override
    public boolean acceptNoAppendOnlyFile() {
      return accepted;
    }

    @Override
    public boolean acceptDelayedFsync() {
      return accepted;
    }
  }
}
