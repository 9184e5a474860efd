package io.playgate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** RFC 7662 introspection and RFC 7009 revocation as a backend uses them. */
@ExtendWith(RunningSuite.class)
class OpaqueTokenIT {

  @Test
  void aClientIntrospectsAndRevokes(Suite suite) {
    // Given an opaque playback token
    Suite.Viewer viewer = suite.newViewer();
    JsonNode session =
        suite.play(suite.signIn(viewer, "tv"), "clock", "demo-opaque").expect(201).json();
    String token = session.required("token").required("value").asText();
    String url = session.required("url").asText();
    String introspect = suite.url("revocation") + "/oauth2/introspect";
    String basic = Http.basic(suite.adminId(), suite.adminSecret());
    String bearer = "Bearer " + suite.adminToken("tokens.introspect tokens.revoke");

    // When the client introspects it, by any of the ways to prove itself
    for (String authorization : new String[] {basic, bearer}) {
      JsonNode answer =
          suite.http().form(introspect, Map.of("token", token), authorization).expect(200).json();
      // Then it is active and says whose it is
      assertThat(answer.required("active").asBoolean()).isTrue();
      assertThat(answer.required("sub").asText()).isEqualTo(viewer.id());
      assertThat(answer.required("sid")).isEqualTo(session.required("sessionId"));
    }
    assertThat(
            suite
                .http()
                .form(
                    introspect,
                    Map.of(
                        "token", token,
                        "client_id", suite.adminId(),
                        "client_secret", suite.adminSecret()),
                    "")
                .expect(200)
                .json()
                .required("active")
                .asBoolean())
        .isTrue();
    suite.http().get(url).expect(200);

    // When the client revokes it
    String revoke = suite.url("revocation") + "/oauth2/revoke";
    suite.http().form(revoke, Map.of("token", token), basic).expect(200);

    // Then it is inactive, and the edge that had it cached refuses
    JsonNode after =
        suite.http().form(introspect, Map.of("token", token), basic).expect(200).json();
    assertThat(after.required("active").asBoolean()).isFalse();
    assertThat(after.size()).isEqualTo(1);
    MainJobIT.awaitStatus(suite, url, 403);
    suite.http().form(revoke, Map.of("token", "A".repeat(43)), basic).expect(200);
    // And a text that is no token of any kind is said to be one that cannot be taken back
    suite.http().form(revoke, Map.of("token", "unknown"), basic).expect(400);
  }

  @Test
  void whoCannotProveItselfLearnsNothing(Suite suite) {
    for (String path : new String[] {"/oauth2/introspect", "/oauth2/revoke"}) {
      for (String authorization :
          new String[] {"", Http.basic(suite.adminId(), "wrong"), "Bearer nonsense"}) {
        Http.Answer answer =
            suite
                .http()
                .form(suite.url("revocation") + path, Map.of("token", "x"), authorization)
                .expect(401);
        assertThat(answer.header("WWW-Authenticate")).isNotEmpty();
      }
    }
  }
}
