package io.playgate.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.matchesPattern;

import io.playgate.auth.AuthTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** One password tried with many logins, and floods, from one place; others notice nothing. */
@QuarkusTest
class SprayingTest extends AuthTest {

  private static final String WRONG = "wrong password";

  /** What {@link io.playgate.auth.AuthConfig.SignIn#attemptsPerAddress} is by default. */
  private static final int ATTEMPTS = 30;

  private static final Duration INTERVAL = Duration.ofSeconds(20);

  @Inject Session database;

  private static String anAddress() {
    String digits = Long.toString(System.nanoTime());
    return "172.%d.%d.9"
        .formatted(
            Integer.parseInt(digits.substring(digits.length() - 5, digits.length() - 3)),
            Integer.parseInt(digits.substring(digits.length() - 7, digits.length() - 5)));
  }

  /** Tries a login each, and answers how many passwords were looked at. */
  private static int spray(int logins, java.util.function.IntFunction<String> address) {
    int judged = 0;
    for (int i = 0; i < logins; i++) {
      Response answer = signInFrom(address.apply(i), unique("nobody"), WRONG, Map.of());
      if (answer.statusCode() == 401) {
        judged++;
      } else {
        problem(answer, 429, "too-many-attempts").header("Retry-After", matchesPattern("[0-9]+"));
      }
    }
    return judged;
  }

  /** Sprays, and asserts that as many passwords were looked at as a share and the time allow. */
  private static void assertShare(
      int share, Duration interval, int logins, java.util.function.IntFunction<String> address) {
    long started = System.nanoTime();
    int judged = spray(logins, address);
    long back = Duration.ofNanos(System.nanoTime() - started).dividedBy(interval) + 1;
    assertThat(judged).isBetween(share, (int) Math.min(logins - 1, share + back));
  }

  private long attempts() {
    return QuarkusTransaction.requiringNew()
        .call(() ->
            database
                .createNativeQuery("select count(*) from sign_in_attempt", Long.class)
                .getSingleResult());
  }

  @Test
  void sixtyLoginsFromOneAddressAreBrakedAndOthersGoOn() {
    String login = unique("viewer");
    newViewer(login);
    String attacker = anAddress();
    long rows = attempts();

    assertShare(ATTEMPTS, INTERVAL, 60, i -> attacker);

    // and make no rows that outlast the brake
    assertThat(attempts() - rows).isLessThanOrEqualTo(2 * (ATTEMPTS + 10));
    // Then a viewer at another address is not concerned
    assertThat(signInFrom("198.51.100.7", login, PASSWORD, Map.of()).statusCode()).isEqualTo(200);
    // and one new at the same address waits for as long as is said, not for good
    problem(signInFrom(attacker, login, PASSWORD, Map.of()), 429, "too-many-attempts");
    clock.advance(Duration.ofSeconds(21));
    assertThat(signInFrom(attacker, login, PASSWORD, Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void changingTheAddressWithinANetworkHelpsLittle() {
    String network = anAddress().replaceAll("9$", "");
    assertShare(4 * ATTEMPTS, INTERVAL.dividedBy(4), 5 * ATTEMPTS, i -> network + (i % 250 + 1));
    clock.reset();
    // of IPv6 one subnet is one address
    assertShare(ATTEMPTS, INTERVAL, 40, i -> "2001:db8:77:1::%x".formatted(i + 1));
  }

  @Test
  void whatTheCallerWritesIntoTheHeaderIsNotItsAddress() {
    String attacker = anAddress();
    assertShare(ATTEMPTS, INTERVAL, 40, i -> "203.0.113." + (i + 1) + ", " + attacker);
  }

  @Test
  void aViewerWhoSignedInAtTheAddressIsNotHeldUpByItsNeighbours() {
    String login = unique("viewer");
    newViewer(login);
    String shared = anAddress();
    assertThat(signInFrom(shared, login, PASSWORD, Map.of()).statusCode()).isEqualTo(200);
    spray(40, i -> shared);
    for (int i = 0; i < 3; i++) {
      assertThat(signInFrom(shared, login, PASSWORD, Map.of()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aDeviceOfTheViewersIsNotHeldUpAtAnAddressThatIsNewToIt() {
    // Given a viewer who signed in at home, and an address where somebody guesses, at them too
    String login = unique("viewer");
    newViewer(login);
    String device = signInFrom("198.51.100.8", login, PASSWORD, Map.of()).path("deviceId");
    String cafe = anAddress();
    for (int i = 0; i < 8; i++) {
      signInFrom(cafe, login, WRONG, Map.of());
    }
    spray(40, i -> cafe);
    problem(signInFrom(cafe, login, PASSWORD, Map.of()), 429, "too-many-attempts");
    // Then the device still signs in
    assertThat(signInFrom(cafe, login, PASSWORD, Map.of("deviceId", device)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void namingADeviceGivesNoFurtherGuesses() {
    String login = unique("viewer");
    newViewer(login);
    String device = signInFrom("198.51.100.9", login, PASSWORD, Map.of()).path("deviceId");
    // Given guesses that name it, from ever new networks
    int judged = 0;
    for (int i = 0; i < 20; i++) {
      String address = "203.%d.113.1".formatted(i);
      judged +=
          signInFrom(address, login, WRONG, Map.of("deviceId", device)).statusCode() == 401 ? 1 : 0;
    }
    assertThat(judged).isLessThanOrEqualTo(6);
    // and a device of somebody else, or none, is no exemption
    String attacker = anAddress();
    for (int i = 0; i < 40; i++) {
      signInFrom(attacker, unique("nobody"), WRONG, Map.of("deviceId", device));
    }
    problem(
        signInFrom(attacker, unique("nobody"), WRONG, Map.of("deviceId", device)),
        429,
        "too-many-attempts");
  }

  @Test
  void aViewerWhoSignsInWithoutEndIsSlowedDown() {
    String login = unique("viewer");
    newViewer(login);
    String device = signInFrom("198.51.100.10", login, PASSWORD, Map.of()).path("deviceId");
    int signedIn = 1;
    for (int i = 0; i < 80; i++) {
      Response answer = signInFrom("198.51.100.10", login, PASSWORD, Map.of("deviceId", device));
      if (answer.statusCode() == 200) {
        signedIn++;
      } else {
        problem(answer, 429, "too-many-attempts").header("Retry-After", matchesPattern("[0-9]+"));
      }
    }
    assertThat(signedIn).isBetween(60, 79);
    clock.advance(Duration.ofSeconds(6));
    assertThat(
            signInFrom("198.51.100.10", login, PASSWORD, Map.of("deviceId", device)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aFloodFromOneNetworkLeavesOthersTheirTurn() throws Exception {
    String login = unique("viewer");
    newViewer(login);
    String network = anAddress().replaceAll("9$", "");
    AtomicInteger errors = new AtomicInteger();
    Handler counting =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
              errors.incrementAndGet();
            }
          }

          @Override
          public void flush() {
            // Nothing is held.
          }

          @Override
          public void close() {
            // Nothing is held.
          }
        };
    Logger.getLogger("").addHandler(counting);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(48)) {
      // Given forty-eight at a time who guess without pause
      List<Future<Integer>> flood = new ArrayList<>();
      for (int i = 0; i < 48; i++) {
        String address = network + (i + 1);
        Callable<Integer> guesses =
            () -> {
              int sent = 0;
              while (!over.get()) {
                int status = signInFrom(address, unique("nobody"), WRONG, Map.of()).statusCode();
                assertThat(status).isIn(401, 429, 503);
                sent++;
              }
              return sent;
            };
        flood.add(threads.submit(guesses));
      }
      // When genuine viewers come from elsewhere, then each has an answer, and it is a good one
      for (int i = 0; i < 10; i++) {
        String address = "198.51.%d.1".formatted(i);
        assertThat(signInFrom(address, login, PASSWORD, Map.of("replaceDevice", "x")).statusCode())
            .as("genuine sign-in %d", i)
            .isIn(200, 403);
      }
      over.set(true);
      int sent = 0;
      for (Future<Integer> one : flood) {
        sent += one.get();
      }
      assertThat(sent).isGreaterThan(48);
    } finally {
      over.set(true);
      Logger.getLogger("").removeHandler(counting);
    }
    assertThat(errors).hasValue(0);
  }
}
