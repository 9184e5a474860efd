package io.playgate.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.auth.accesstoken.TokenAnswer;
import io.playgate.support.limit.CallerAddress;
import io.playgate.support.oauth.OAuthException;
import io.playgate.support.testing.HowToAdd;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantsTest {

  private record Named(String type, List<String> parameters) implements Grant {
    @Override
    public String description() {
      return "does nothing";
    }

    @Override
    public TokenAnswer issue(TokenRequest request, CallerAddress caller) {
      throw new UnsupportedOperationException();
    }
  }

  private static Grant named(String type, String... parameters) {
    return new Named(type, List.of(parameters));
  }

  @Test
  void addingOneIsWhatContributingSays() {
    HowToAdd.read("a grant")
        .assertNamesWhatExists()
        .assertEachKeepsIt(
            "io.playgate.auth", Grant.class, "io.playgate.auth.oauth.grants", GrantContract.class)
        .assertSaidOnlyIn("io.playgate.auth.oauth.grants", Set.of("client_credentials"));
  }

  @Test
  void theyStandInTheOrderOfTheirTypes() {
    Grants grants = new Grants(List.of(named("c", "two", "one"), named("a", "three"), named("b")));

    assertThat(grants.types()).containsExactly("a", "b", "c");
    assertThat(grants.parameters()).containsExactly("three", "two", "one");
    assertThatThrownBy(() -> grants.of("d"))
        .isInstanceOf(OAuthException.class)
        .hasMessage("unsupported_grant_type: grant_type must be a or b or c");
  }

  @Test
  void whatCannotBeToldApartIsNotRegistered() {
    for (List<Grant> wrong :
        List.<List<Grant>>of(
            List.of(),
            List.of(named("a"), named("a")),
            List.of(named("")),
            List.of(named("a b")),
            List.of(named("a\"")),
            List.of(named("a", "scope")),
            List.of(named("a", "client_assertion")),
            List.of(named("a", "Big")),
            List.of(named("a", "")))) {
      assertThatIllegalStateException().isThrownBy(() -> new Grants(wrong));
    }
  }

  @Test
  void aGrantReadsNoParameterThatNoneDeclares() {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", "a");
    form.putSingle("known", "value");
    form.putSingle("unknown", "value");
    TokenRequest request = TokenRequest.parse(form, List.of(), Set.of("known", "absent"));

    assertThat(request.parameter("known")).isEqualTo("value");
    assertThat(request.parameter("absent")).isNull();
    assertThatThrownBy(() -> request.required("absent"))
        .hasMessage("invalid_request: the parameter absent is missing");
    assertThatIllegalArgumentException().isThrownBy(() -> request.parameter("unknown"));
    assertThat(request).asString().doesNotContain("value");
  }
}
