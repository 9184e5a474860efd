package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.playgate.playbacktoken.uri.PathAcl;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantChecksTest {
  private static final TokenIdentity IDENTITY = TokenIdentity.of("k", "signed");
  private static final Placement PLACEMENT =
      new Placement(Carrier.QUERY, "t", "", Map.of("countryHeader", "X-Country"));

  @ParameterizedTest
  @CsvSource({
    "GET,,true",
    "HEAD,,true",
    "POST,,false",
    "get,,false",
    "OPTIONS,,false",
    "GET,GET,true",
    "HEAD,GET,false",
    "PUT,PUT,true",
    "GET,PUT,false",
  })
  void allowsTheMethodsOfTheGrant(String method, @Nullable String only, boolean allowed) {
    PlaybackGrant grant = grant().methods(only == null ? List.of() : List.of(only)).build();

    assertCode(
        check(grant, Requests.request(method, "/a", Map.of(), null)),
        allowed ? null : DenyCode.METHOD);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com,https://example.com,,true",
    "example.com,https://EXAMPLE.com:8443,,true",
    "example.com,http://example.com,,true",
    "example.com,https://www.example.com,,false",
    "example.com,https://example.com.evil.net,,false",
    "example.com,https://evilexample.com,,false",
    "example.com,https://example.com@evil.net,,false",
    "example.com,https://evil.net/example.com,,false",
    "example.com,null,https://example.com/,false",
    "example.com,example.com,,false",
    "example.com,,,false",
    "example.com,,https://example.com/page?x,true",
    "example.com,,https://example.com,true",
    "example.com,,https://evil.net/?https://example.com/,false",
    "example.com,,https://evil.net\\@example.com/,false",
    "example.com,https://evil.net,https://example.com/,false",
    "*.example.com,https://www.example.com,,true",
    "*.example.com,https://a.b.example.com,,true",
    "*.example.com,https://example.com,,false",
    "*.example.com,https://.example.com,,false",
    "*.example.com,https://badexample.com,,false",
  })
  void holdsTheSite(
      String domain, @Nullable String origin, @Nullable String referer, boolean allowed) {
    Map<String, String> headers = new java.util.HashMap<>();
    if (origin != null) {
      headers.put("Origin", origin);
    }
    if (referer != null) {
      headers.put("Referer", referer);
    }

    assertCode(
        check(grant().domain(domain).build(), Requests.request("GET", "/a", headers, null)),
        allowed ? null : DenyCode.DOMAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24,192.0.2.9,true",
    "192.0.2.0/24,198.51.100.1,false",
    "192.0.2.0/24,,false",
    "192.0.2.0/24,192.0.2.0/24,false",
    "192.0.2.0/24,unknown,false",
  })
  void holdsTheClientAddress(String ip, @Nullable String clientIp, boolean allowed) {
    assertCode(
        check(grant().ip(ip).build(), Requests.request("GET", "/a", Map.of(), clientIp)),
        allowed ? null : DenyCode.CLIENT_ADDRESS);
  }

  @ParameterizedTest
  @CsvSource({"CH,true", "ch,true", "FR,false", ",false"})
  void holdsTheCountry(@Nullable String country, boolean allowed) {
    Map<String, String> headers = country == null ? Map.of() : Map.of("X-Country", country);

    assertCode(
        check(
            grant().countries(List.of("DE", "CH")).build(),
            Requests.request("GET", "/a", headers, null)),
        allowed ? null : DenyCode.COUNTRY);
  }

  @Test
  void anEmptyAclCoversNothingUnlessThePathWasAuthenticated() {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1000).build();
    PresentedToken token = new PresentedToken("x", "/a", "", Requests.get("/a"));

    assertCode(
        GrantChecks.check(accepted(grant), token, PLACEMENT, 1, TokenUses.NONE),
        DenyCode.OUTSIDE_ACL);
    assertCode(
        GrantChecks.check(
            (Authentication.Accepted) Authentication.ofRequest(grant, IDENTITY),
            token,
            PLACEMENT,
            1,
            TokenUses.NONE),
        DenyCode.OUTSIDE_ACL);
    assertCode(
        GrantChecks.check(
            (Authentication.Accepted) Authentication.ofSignedPath(grant, IDENTITY),
            token,
            PLACEMENT,
            1,
            TokenUses.NONE),
        null);
  }

  /** "What the path was judged by is said, not inferred": an empty ACL covers nothing. */
  @Test
  void aTokenWithoutPathsAndAnUnrelatedConditionIsDenied() {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1000).build();
    PresentedToken token = new PresentedToken("x", "/a", "", Requests.get("/a"));
    RequestCondition unrelated = (presented, placement, now) -> null;

    for (Authentication answer :
        List.of(
            Authentication.on(unrelated, PathProof.ACL, grant, IDENTITY),
            accepted(grant).on(unrelated))) {
      assertCode(
          GrantChecks.check((Authentication.Accepted) answer, token, PLACEMENT, 1, TokenUses.NONE),
          DenyCode.OUTSIDE_ACL);
    }
    assertCode(
        GrantChecks.check(
            (Authentication.Accepted)
                Authentication.on(unrelated, PathProof.CONDITION, grant, IDENTITY),
            token,
            PLACEMENT,
            1,
            TokenUses.NONE),
        null);
  }

  @Test
  void noProofStandsBesideAnAclOrForWhatIsNotThere() throws Exception {
    PlaybackGrant bare = PlaybackGrant.expiringAt(1000).build();
    PathAcl none = PathAcl.of(List.of());
    RequestCondition condition = (presented, placement, now) -> null;
    for (PathProof proof : List.of(PathProof.SIGNED, PathProof.CONDITION)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              new Authentication.Accepted(
                  grant().build(), IDENTITY, proof, none, null, true, condition));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Authentication.Accepted(bare, IDENTITY, PathProof.SIGNED, none, null, false, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Authentication.Accepted(
                bare, IDENTITY, PathProof.CONDITION, none, null, true, null));
  }

  @Test
  void patternsAndAddressesThatCannotBeReadAreMalformed() {
    assertThat(
            Authentication.of(PlaybackGrant.expiringAt(1000).paths(List.of("a")).build(), IDENTITY))
        .isInstanceOf(Authentication.Rejected.class);
    assertThat(Authentication.of(grant().ip("here").build(), IDENTITY))
        .isInstanceOf(Authentication.Rejected.class);
  }

  private static PlaybackGrant.Builder grant() {
    return PlaybackGrant.expiringAt(1000).paths(List.of("/a"));
  }

  private static Verdict check(PlaybackGrant grant, PlaybackRequest request) {
    return GrantChecks.check(
        accepted(grant), new PresentedToken("x", "/a", "", request), PLACEMENT, 1, TokenUses.NONE);
  }

  private static Authentication.Accepted accepted(PlaybackGrant grant) {
    return (Authentication.Accepted) Authentication.of(grant, IDENTITY);
  }

  private static void assertCode(Verdict verdict, @Nullable DenyCode code) {
    if (code == null) {
      assertThat(verdict).isInstanceOf(Verdict.Allow.class);
    } else {
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(code));
    }
  }
}
