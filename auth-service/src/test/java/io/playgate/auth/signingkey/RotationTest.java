package io.playgate.auth.signingkey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.auth.AuthTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RotationTest extends AuthTest {

  @Inject SigningKeys keys;
  @Inject SigningKeyStore store;
  @Inject Session database;

  @AfterEach
  void startAnew() {
    clock.reset();
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeMutationQuery("delete from signing_key").executeUpdate());
    keys.load();
  }

  private List<String> published() {
    return given().get("/oauth2/jwks").jsonPath().getList("keys.kid");
  }

  @Test
  void theNextKeyTakesOverAndTheOldOneStaysUntilItsLastTokenHasExpired() {
    String before = keys.active(KeyRing.CLIENT).kid();
    List<String> publishedBefore = published();
    String token = adminToken();

    clock.advance(Duration.ofDays(31));
    keys.follow();
    String after = keys.active(KeyRing.CLIENT).kid();
    assertThat(after).isNotEqualTo(before);
    assertThat(publishedBefore).as("published ahead").contains(after);
    assertThat(published()).contains(before, after).hasSize(6);

    clock.advance(Duration.ofDays(-31).plusMinutes(1));
    given().auth().oauth2(token).get("/v1/clients").then().statusCode(200);

    clock.advance(Duration.ofDays(31).plusMinutes(20));
    keys.follow();
    assertThat(published()).doesNotContain(before).hasSize(4);
    assertThat(keys.find(KeyRing.CLIENT, before)).isNull();
    StoredKey retired = QuarkusTransaction.requiringNew().call(() -> store.findById(before));
    assertThat(retired.state()).isEqualTo(StoredKey.RETIRED);
    assertThat(retired.privateKey()).isNull();
  }

  @Test
  void replicasThatStartAtOnceAgree() throws Exception {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeMutationQuery("delete from signing_key").executeUpdate());
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Callable<List<String>>> starts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        starts.add(() -> {
          new SigningKeys(store).load();
          return store.published().stream().map(StoredKey::kid).sorted().toList();
        });
      }
      List<List<String>> seen = new ArrayList<>();
      for (Future<List<String>> one : threads.invokeAll(starts)) {
        seen.add(one.get());
      }
      assertThat(seen).allSatisfy(kids -> assertThat(kids).isEqualTo(seen.getFirst()).hasSize(4));
    }
  }

  @Test
  void aKeyOfOneRingDoesNotSpeakForTheOther() {
    String client = keys.active(KeyRing.CLIENT).kid();
    String viewer = keys.active(KeyRing.VIEWER).kid();
    assertThat(keys.find(KeyRing.CLIENT, client)).isNotNull();
    assertThat(keys.find(KeyRing.VIEWER, client)).isNull();
    assertThat(keys.find(KeyRing.CLIENT, viewer)).isNull();
  }

  @Test
  void theStoredPrivateHalfIsSealedAndBoundToItsKey() {
    List<StoredKey> stored = store.published();
    byte[] sealed = stored.getFirst().privateKey();
    assertThat(
            new String(
                sealed == null ? new byte[0] : sealed,
                java.nio.charset.StandardCharsets.ISO_8859_1))
        .isNotEmpty()
        .doesNotContain("\"d\"", "kty");
    StoredKey moved =
        new StoredKey(
            stored.getLast().kid(),
            KeyRing.CLIENT,
            stored.getLast().publicJwk(),
            sealed == null ? new byte[0] : sealed,
            clock.instant());
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> store.open(moved))
        .isInstanceOf(io.playgate.support.vault.VaultException.class);
  }
}
