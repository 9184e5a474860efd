package io.playgate.auth.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.matchesPattern;

import io.playgate.auth.AuthTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices go by an id that the service makes, never by a label that the caller chooses. */
@QuarkusTest
class DeviceTest extends AuthTest {

  @Inject Session database;

  private static String newViewerWithLimit(int devices) {
    String login = unique("viewer");
    newViewer(Map.of("externalId", login, "password", PASSWORD, "deviceLimit", devices));
    return login;
  }

  private static Response signedIn(String login, Map<String, Object> more) {
    Response answer = signIn(login, more);
    answer.then().statusCode(200);
    return answer;
  }

  @Test
  void sixSignInsWithOneLabelAreSixDevices() {
    // Given a viewer with a limit of one, when six sign-ins call their device the same
    String login = newViewerWithLimit(1);
    signedIn(login, Map.of("device", "tv"));
    // Then only the first has a place
    for (int i = 0; i < 5; i++) {
      problem(signIn(login, Map.of("device", "tv")), 403, "too-many-devices");
    }
  }

  @Test
  void signInsWithOneLabelHaveIdsOfTheirOwnAndAllHold() {
    String login = newViewerWithLimit(3);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Response answer = signedIn(login, Map.of("device", "tv"));
      ids.add(answer.path("deviceId"));
      assertThat(claims(answer.path("access_token")))
          .containsEntry("device", answer.path("deviceId"))
          .containsEntry("device_label", "tv");
    }
    assertThat(ids).hasSize(3);
  }

  @Test
  void aSignInThatNamesItsDeviceContinuesItAndEndsItsFormerSession() {
    String login = newViewerWithLimit(1);
    Response first = signedIn(login, Map.of("device", "tv"));
    String id = first.path("deviceId");

    Response again = signedIn(login, Map.of("device", "renamed", "deviceId", id));

    assertThat(again.<String>path("deviceId")).isEqualTo(id);
    assertThat(claims(again.path("access_token")))
        .containsEntry("device", id)
        .containsEntry("device_label", "renamed");
    oauthError(refresh(first.path("refresh_token")), 400, "invalid_grant");
    refresh(again.path("refresh_token")).then().statusCode(200);
  }

  @Test
  void aDeviceIsContinuedAfterItsSessionWasSignedOutOrExpired() {
    String login = newViewerWithLimit(1);
    Response first = signedIn(login, Map.of());
    String id = first.path("deviceId");
    given().auth().oauth2(first.path("access_token")).post("/v1/sign-out").then().statusCode(204);
    assertThat(signedIn(login, Map.of("deviceId", id)).<String>path("deviceId")).isEqualTo(id);

    clock.advance(Duration.ofDays(31));
    assertThat(signedIn(login, Map.of("deviceId", id)).<String>path("deviceId")).isEqualTo(id);
  }

  @Test
  void anUnknownOrAStrangersDeviceIsANewOne() {
    String stranger = newViewerWithLimit(1);
    Response strangers = signedIn(stranger, Map.of());
    String theirs = strangers.path("deviceId");
    String login = newViewerWithLimit(5);

    for (String named : List.of(theirs, "AAAAAAAAAAAAAAAAAAAAAA", "living-room-tv")) {
      Response answer = signedIn(login, Map.of("deviceId", named));
      assertThat(answer.<String>path("deviceId")).matches("[A-Za-z0-9_-]{22}").isNotEqualTo(named);
    }
    // and the stranger notices nothing
    refresh(strangers.path("refresh_token")).then().statusCode(200);
    assertThat(signedIn(stranger, Map.of("deviceId", theirs)).<String>path("deviceId"))
        .isEqualTo(theirs);
  }

  @Test
  void whereThereAreTooManyTheyAreListedAndOneCanBeReplaced() {
    String login = newViewerWithLimit(2);
    Response tv = signedIn(login, Map.of("device", "tv"));
    clock.advance(Duration.ofMinutes(5));
    Response phone = signedIn(login, Map.of("device", "phone"));
    String tvId = tv.path("deviceId");
    String phoneId = phone.path("deviceId");

    problem(signIn(login, Map.of("device", "tablet")), 403, "too-many-devices")
        .body("limit", equalTo(2))
        .body("devices.deviceId", contains(tvId, phoneId))
        .body("devices.label", contains("tv", "phone"))
        .body(
            "devices.lastSeen",
            everyItem(matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")));

    Response tablet = signedIn(login, Map.of("device", "tablet", "replaceDevice", tvId));
    oauthError(refresh(tv.path("refresh_token")), 400, "invalid_grant");
    refresh(phone.path("refresh_token")).then().statusCode(200);
    refresh(tablet.path("refresh_token")).then().statusCode(200);
  }

  @Test
  void aRefreshIsWhatADeviceWasLastSeenBy() {
    String login = newViewerWithLimit(2);
    Response tv = signedIn(login, Map.of("device", "tv"));
    clock.advance(Duration.ofMinutes(1));
    signedIn(login, Map.of("device", "phone"));
    clock.advance(Duration.ofMinutes(1));
    refresh(tv.path("refresh_token")).then().statusCode(200);
    problem(signIn(login, Map.of("device", "tablet")), 403, "too-many-devices")
        .body("devices.label", contains("phone", "tv"));
  }

  @Test
  void replacingAnUnknownOrAStrangersDeviceMakesNoRoomAndEndsNothing() {
    Response stranger = signedIn(newViewerWithLimit(1), Map.of());
    String login = newViewerWithLimit(1);
    Response tv = signedIn(login, Map.of());
    for (String named :
        List.of(stranger.<String>path("deviceId"), "AAAAAAAAAAAAAAAAAAAAAA", "tv")) {
      problem(signIn(login, Map.of("replaceDevice", named)), 403, "too-many-devices");
    }
    refresh(stranger.path("refresh_token")).then().statusCode(200);
    refresh(tv.path("refresh_token")).then().statusCode(200);
  }

  @Test
  void aWrongPasswordReplacesNothing() {
    String login = newViewerWithLimit(1);
    Response tv = signedIn(login, Map.of());
    problem(
        signIn(login, Map.of("password", "wrong password", "replaceDevice", tv.path("deviceId"))),
        401,
        "invalid-credentials");
    refresh(tv.path("refresh_token")).then().statusCode(200);
  }

  @Test
  void afterALimitWasLoweredDevicesCanBeReplacedOneByOne() {
    String login = unique("viewer");
    String id = newViewer(Map.of("externalId", login, "password", PASSWORD, "deviceLimit", 3));
    List<String> devices = new java.util.ArrayList<>();
    for (int i = 0; i < 3; i++) {
      devices.add(signedIn(login, Map.of()).path("deviceId"));
    }
    admin().body("{\"deviceLimit\":1}").patch("/v1/viewers/" + id).then().statusCode(200);

    problem(signIn(login, Map.of("replaceDevice", devices.get(0))), 403, "too-many-devices")
        .body("devices.deviceId", contains(devices.get(1), devices.get(2)));
    problem(signIn(login, Map.of("replaceDevice", devices.get(1))), 403, "too-many-devices")
        .body("devices.deviceId", contains(devices.get(2)));
    signedIn(login, Map.of("replaceDevice", devices.get(2)));
  }

  @Test
  void devicesThatAreRememberedAreBounded() {
    // Given somebody who signs in and out again and again, each time on a new device
    String login = unique("viewer");
    String id = newViewer(login);
    UUID viewer = UUID.fromString(id);
    QuarkusTransaction.requiringNew()
        .run(() ->
            database
                .createNativeMutationQuery(
                    "insert into device (id, viewer_id, label, last_sign_in_at, forget_at)"
                        + " select :prefix || n, :viewer, 'old', now() - interval '1 day',"
                        + " now() + interval '1 day' from generate_series(1, 500) n")
                .setParameter("prefix", id.substring(19, 36))
                .setParameter("viewer", viewer)
                .executeUpdate());
    signedIn(login, Map.of());
    assertThat(
            QuarkusTransaction.requiringNew()
                .call(() ->
                    database
                        .createNativeQuery(
                            "select count(*) from device where viewer_id = :viewer", Long.class)
                        .setParameter("viewer", viewer)
                        .getSingleResult()))
        .isLessThanOrEqualTo(Devices.MAX_REMEMBERED + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deviceId", "replaceDevice"})
  void anIdThatCannotBeOneIsNamedAsTheFault(String member) {
    for (Object value :
        List.of("", "a b", "a\u0000", "ä", "x".repeat(65), 7, true, List.of("a"), Map.of("a", 1))) {
      problem(signIn("nobody", Map.of(member, value)), 400, "invalid-request")
          .body("errors.field", contains(member));
    }
  }
}
