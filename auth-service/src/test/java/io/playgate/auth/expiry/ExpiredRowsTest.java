package io.playgate.auth.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.auth.AuthTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ExpiredRowsTest extends AuthTest {

  @Inject ExpiredRows expiredRows;
  @Inject Session database;

  private long count(String table) {
    return QuarkusTransaction.requiringNew()
        .call(() ->
            database
                .createNativeQuery("select count(*) from " + table, Long.class)
                .getSingleResult());
  }

  @Test
  void aRoundGoesOnUntilNothingIsLeft() {
    // Given more attempts than a flood makes between two rounds
    QuarkusTransaction.requiringNew()
        .run(() ->
            database
                .createNativeMutationQuery(
                    "insert into sign_in_attempt"
                        + " (subject, failures, blocked_until, failed_at, prune_at)"
                        + " select sha256(cast('old' || n as bytea)), 1, now(), now(),"
                        + " now() - interval '1 minute' from generate_series(1, 30500) n")
                .executeUpdate());
    assertThat(expiredRows.delete()).isGreaterThanOrEqualTo(30_500);
    assertThat(
            QuarkusTransaction.requiringNew()
                .call(() ->
                    database
                        .createNativeQuery(
                            "select count(*) from sign_in_attempt where prune_at < now()",
                            Long.class)
                        .getSingleResult()))
        .isZero();
  }

  @Test
  void whatIsOverGoesAndWhatIsNotStays() {
    String login = unique("viewer");
    newViewer(login);
    signIn(login, PASSWORD, "tv").then().statusCode(200);
    signIn(unique("nobody"), "wrong password", "tv").then().statusCode(401);
    QuarkusTransaction.requiringNew()
        .run(() ->
            database
                .createNativeMutationQuery(
                    "insert into entitlement_event (event_id, received_at)"
                        + " select 'old-' || n, now() - interval '31 days'"
                        + " from generate_series(1, 1201) n")
                .executeUpdate());
    long sessions = count("sign_in_session");
    assertThat(sessions).isPositive();

    assertThat(expiredRows.delete()).isGreaterThanOrEqualTo(1201);
    assertThat(count("sign_in_session")).isEqualTo(sessions);
    assertThat(count("sign_in_attempt")).isPositive();

    clock.advance(Duration.ofDays(31));
    expiredRows.delete();
    assertThat(count("sign_in_session")).isZero();
    assertThat(count("sign_in_attempt")).isZero();
    assertThat(count("entitlement_event")).isZero();
    assertThat(count("client_assertion")).isZero();
  }
}
