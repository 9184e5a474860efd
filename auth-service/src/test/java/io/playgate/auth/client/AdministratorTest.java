package io.playgate.auth.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.auth.AuthTest;
import io.quarkus.test.TestTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdministratorTest extends AuthTest {

  @Inject ClientService service;
  @Inject Clients clients;

  /** What auth-service warns of at its start. */
  @Test
  @TestTransaction
  void nobodyAdministersWithoutAClientWhoMayMakeClients() {
    assertThat(service.someoneAdministers()).isTrue();

    clients.update("scopes = ?1", "clients.writer viewers.read");

    assertThat(service.someoneAdministers()).isFalse();
  }
}
