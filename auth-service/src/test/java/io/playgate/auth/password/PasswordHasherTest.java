package io.playgate.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.auth.AuthError;
import io.playgate.support.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHasherTest {

  private final PasswordHasher hasher = new PasswordHasher(1024, 1, 1, 2, Duration.ofSeconds(10));

  @Test
  void aHashMatchesItsPasswordOnly() {
    String hash = hasher.hash("correct horse");
    assertThat(hash).startsWith("$argon2id$v=19$m=1024,t=1,p=1$");
    assertThat(hasher.hash("correct horse")).isNotEqualTo(hash);
    assertThat(hasher.check("correct horse", hash)).isEqualTo(PasswordCheck.MATCHES);
    assertThat(hasher.check("correct horsE", hash)).isEqualTo(PasswordCheck.DIFFERS);
    assertThat(hasher.check("", hash)).isEqualTo(PasswordCheck.DIFFERS);
    assertThat(hasher.check("correct horse", null)).isEqualTo(PasswordCheck.DIFFERS);
  }

  @Test
  void anotherImplementationsHashIsRead() {
    // RFC 9106's reference implementation: argon2 "somesalt" -id -t 2 -k 65536 -p 1 -l 24,
    // "password"
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(hasher.check("password", reference)).isEqualTo(PasswordCheck.MATCHES_NEEDS_REHASH);
    assertThat(hasher.check("passworD", reference)).isEqualTo(PasswordCheck.DIFFERS);
  }

  @Test
  void theSamePasswordInAnotherEncodingOfItsCharactersMatches() {
    String hash = hasher.hash("pass\u00e9 \ufb01x");
    assertThat(hasher.check("passe\u0301 fix", hash)).isEqualTo(PasswordCheck.MATCHES);
  }

  @Test
  void aHashWithOtherParametersAsksForANewOne() {
    String hash = new PasswordHasher(2048, 1, 1, 1, Duration.ZERO).hash("correct horse");
    assertThat(hasher.check("correct horse", hash)).isEqualTo(PasswordCheck.MATCHES_NEEDS_REHASH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "$2a$10$abcdefghijklmnopqrstuv",
        "$argon2i$v=19$m=1024,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=16$m=1024,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=99999999,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
      })
  void whatIsNoHashMatchesNothing(String stored) {
    assertThat(hasher.check("", stored)).isEqualTo(PasswordCheck.DIFFERS);
    assertThat(hasher.check("plain", stored)).isEqualTo(PasswordCheck.DIFFERS);
  }

  @Test
  void whoWaitsTooLongIsToldThatTheServiceIsBusy() throws Exception {
    PasswordHasher narrow = new PasswordHasher(65536, 20, 1, 1, Duration.ZERO);
    CyclicBarrier together = new CyclicBarrier(4);
    Callable<Boolean> isBusy =
        () -> {
          together.await();
          try {
            narrow.check("x", null);
            return false;
          } catch (ProblemException e) {
            assertThat(e.code()).isEqualTo(AuthError.BUSY);
            assertThat(e.headers()).containsKey("Retry-After");
            return true;
          }
        };
    List<Boolean> busy = new ArrayList<>();
    try (ExecutorService others = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> other : others.invokeAll(Collections.nCopies(4, isBusy))) {
        busy.add(other.get());
      }
    }
    assertThat(busy).contains(true, false);
    assertThatThrownBy(() -> new PasswordHasher(1024, 1, 1, 0, Duration.ZERO))
        .hasMessageContaining("playgate.auth.password.max-concurrent");
  }
}
