package io.playgate.playbacktoken.edgeauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeAuthDialectTest {
  private static final byte[] SECRET = HexFormat.of().parseHex("aabbccddeeff00112233445566778899");
  private static final SigningKey KEY =
      new SigningKey("k1", "HS256", new SecretKeySpec(SECRET, "HmacSHA256"));
  private static final KeyRing RING = new KeyRing(List.of(KEY));
  private static final long START = 1_700_000_000;
  private static final long END = 1_700_003_600;
  private static final Placement QUERY = placement(Carrier.QUERY, Map.of());
  private static final Placement PATH = placement(Carrier.PATH, Map.of());

  private final EdgeAuthDialect dialect = new EdgeAuthDialect();

  /** Made with akamai-edgeauth 0.2.0 (npm), {@code generateACLToken}. */
  @Test
  void reproducesThePublishedAclToken() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(END)
            .notBefore(START)
            .paths(List.of("/live/42/*", "/vod/??/a.ts"))
            .session("sess-1")
            .data("p=1")
            .build();

    SignedToken token =
        Formats.open(dialect, QUERY).sign(grant, "https://cdn.example/live/42/m.m3u8", KEY);

    String expected =
        "st=1700000000~exp=1700003600~acl=/live/42/*!/vod/??/a.ts~id=sess-1~data=p=1"
            + "~hmac=338fc5354eacf29d92d39ddc006f58e397fb0d556b309a766dcba3eab69959d5";
    assertThat(token.value()).isEqualTo(expected);
    assertThat(token.url()).isEqualTo("https://cdn.example/live/42/m.m3u8?hdnts=" + expected);
    assertThat(
            Requests.Allowed.of(verify("/vod/ab/a.ts?x=1&hdnts=" + expected + "&y", START, QUERY)))
        .isEqualTo(new Requests.Allowed(grant, expected, "k1", "/vod/ab/a.ts", "x=1&y"));
  }

  /** Made with akamai-edgeauth 0.2.0 (npm), {@code generateURLToken}. */
  @Test
  void reproducesThePublishedUrlToken() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).notBefore(START).build();

    SignedToken token =
        Formats.open(dialect, QUERY).sign(grant, "https://cdn.example/live/42/m.m3u8", KEY);

    assertThat(token.value())
        .isEqualTo(
            "st=1700000000~exp=1700003600"
                + "~hmac=2c244e39ad015a415ec904a9f515fe6061b37df54e6805288deacea3fa73a16e");
    assertThat(verify("/live/42/m.m3u8?hdnts=" + token.value(), START, QUERY))
        .isInstanceOf(Verdict.Allow.class);
    assertDenied(
        verify("/live/42/n.m3u8?hdnts=" + token.value(), START, QUERY), DenyCode.SIGNATURE);
  }

  /** Akamai's libraries take an empty salt for none. */
  @Test
  void anEmptySaltIsNone() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).build();
    String url = "https://cdn.example/live/42/m.m3u8";
    Placement empty = placement(Carrier.QUERY, Map.of("salt", ""));

    assertThat(Formats.open(dialect, empty).sign(grant, url, KEY))
        .isEqualTo(Formats.open(dialect, QUERY).sign(grant, url, KEY));
  }

  @Test
  void escapesTheAclInThePathSoThatTheTokenIsOneSegment() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(END).paths(List.of("/a%20b/?.ts", "/live/42/*")).build();

    SignedToken token =
        Formats.open(dialect, PATH).sign(grant, "https://cdn.example/live/42/m.m3u8?q=1", KEY);

    assertThat(token.value())
        .startsWith("exp=1700003600~acl=%2fa%2520b%2f%3f.ts!%2flive%2f42%2f*~hmac=");
    assertThat(token.url())
        .isEqualTo("https://cdn.example/hdnts=" + token.value() + "/live/42/m.m3u8?q=1");
    assertThat(Requests.Allowed.of(verify(token.url(), START, PATH)))
        .isEqualTo(new Requests.Allowed(grant, token.value(), "k1", "/live/42/m.m3u8", "q=1"));
    assertThat(verify("/hdnts=" + token.value() + "/a%20b/7.ts", START, PATH))
        .isInstanceOf(Verdict.Allow.class);
  }

  @ParameterizedTest
  @EnumSource(Carrier.class)
  void travelsByEveryCarrier(Carrier carrier) throws Exception {
    Placement placement = placement(carrier, Map.of());
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).paths(List.of("/live/42/*")).build();

    SignedToken token =
        Formats.open(dialect, placement).sign(grant, "https://cdn.example/live/42/m.m3u8", KEY);

    assertThat(
            Formats.open(dialect, placement)
                .verify(Requests.follow(token, placement, "/live/42/s/1.ts"), RING, START))
        .isInstanceOf(Verdict.Allow.class);
    assertDenied(
        Formats.open(dialect, placement)
            .verify(Requests.follow(token, placement, "/live/421/1.ts"), RING, START),
        DenyCode.OUTSIDE_ACL);
  }

  @ParameterizedTest
  @CsvSource({"1699999999,NOT_YET_VALID", "1700000000,", "1700003599,", "1700003600,EXPIRED"})
  void holdsFromStartUntilBeforeItsExpiry(long now, DenyCode expected) throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(END).notBefore(START).paths(List.of("/live/42/*")).build();
    SignedToken token =
        Formats.open(dialect, QUERY).sign(grant, "https://cdn.example/live/42/m.m3u8", KEY);

    Verdict verdict = verify(token.url(), now, QUERY);

    if (expected == null) {
      assertThat(verdict).isInstanceOf(Verdict.Allow.class);
    } else {
      assertDenied(verdict, expected);
    }
  }

  @Test
  void saltIsPartOfWhatIsSigned() throws Exception {
    Placement salted = placement(Carrier.QUERY, Map.of("salt", "s3"));
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).paths(List.of("/live/42/*")).build();
    SignedToken token =
        Formats.open(dialect, salted).sign(grant, "https://cdn.example/live/42/m.m3u8", KEY);

    assertThat(token.value())
        .isEqualTo(
            "exp=1700003600~acl=/live/42/*~hmac=" + hmac("exp=1700003600~acl=/live/42/*~salt=s3"));
    assertThat(verify(token.url(), START, salted)).isInstanceOf(Verdict.Allow.class);
    assertDenied(verify(token.url(), START, QUERY), DenyCode.SIGNATURE);
  }

  @Test
  void anyKeyOfTheRingMayHaveSigned() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).paths(List.of("/live/42/*")).build();
    SigningKey next = new SigningKey("k2", "HS256", new SecretKeySpec(new byte[32], "HmacSHA256"));
    SignedToken token =
        Formats.open(dialect, QUERY).sign(grant, "https://cdn.example/live/42/m.m3u8", next);

    assertThat(
            Formats.open(dialect, QUERY)
                .verify(Requests.get(token.url()), new KeyRing(List.of(KEY, next)), START))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.kid()).isEqualTo("k2"));
    assertDenied(verify(token.url(), START, QUERY), DenyCode.SIGNATURE);
  }

  @Test
  void bindsToOneAddress() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(END).paths(List.of("/live/42/*")).ip("192.0.2.7").build();
    SignedToken token =
        Formats.open(dialect, QUERY).sign(grant, "https://cdn.example/live/42/m.m3u8", KEY);

    assertThat(token.value()).startsWith("ip=192.0.2.7~exp=");
    assertThat(
            Formats.open(dialect, QUERY)
                .verify(
                    Requests.request("GET", token.url(), Map.of(), "::ffff:192.0.2.7"),
                    RING,
                    START))
        .isInstanceOf(Verdict.Allow.class);
    assertDenied(
        Formats.open(dialect, QUERY)
            .verify(Requests.request("GET", token.url(), Map.of(), "192.0.2.8"), RING, START),
        DenyCode.CLIENT_ADDRESS);
  }

  /** Genuine MACs over texts that no signer should make: reading stays strict after the MAC. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "acl=/*",
        "exp=1700003600~exp=1700003601~acl=/*",
        "acl=/*~exp=1700003600",
        "exp=01700003600~acl=/*",
        "exp=+1700003600~acl=/*",
        "exp=-1~acl=/*",
        "exp=~acl=/*",
        "exp=1700003600~acl=",
        "exp=1700003600~acl=/*~id=",
        "exp=1700003600~acl=/*~foo=1",
        "exp=1700003600~acl=/*~Id=a",
        "exp=1700003600~~acl=/*",
        "exp=1700003600~acl=/*~",
        "exp=1700003600~acl=/*~id",
        "exp=1700003600~acl=*",
        "exp=1700003600~acl=/*!",
        "exp=1700003600~acl=/a/../*",
        "exp=1700003600~acl=/a%2fb",
        "st=1700003600~exp=1700003600~acl=/*",
        "st=99999999999999999999~exp=1700003600~acl=/*",
        "exp=9999999999999999~acl=/*",
        "ip=example.com~exp=1700003600~acl=/*",
        "exp=1700003600~acl=/*~url=/live/42/m.m3u8",
        "exp=1700003600~acl=/*~hmac=00",
      })
  void refusesWhatCannotBeReadOneWay(String text) {
    String token = text + "~hmac=" + hmac(text);

    assertDenied(verify("/live/42/m.m3u8?hdnts=" + token, START, QUERY), DenyCode.MALFORMED);
  }

  @Test
  void refusesFieldsAfterTheHmacAndUpperCaseHexadecimals() {
    String text = "exp=1700003600~acl=/*";
    String mac = hmac(text);

    assertThat(verify("/a?hdnts=" + text + "~hmac=" + mac, START, QUERY))
        .isInstanceOf(Verdict.Allow.class);
    for (String token :
        List.of(
            text + "~hmac=" + mac + "~id=a",
            text + "~hmac=" + mac.toUpperCase(java.util.Locale.ROOT),
            text + "~hmac=" + mac.substring(1),
            text + "~hmac=0" + mac,
            text,
            "hmac=" + mac,
            "~hmac=" + mac)) {
      assertDenied(verify("/a?hdnts=" + token, START, QUERY), DenyCode.MALFORMED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "session,session-charset",
    "long-session,session-length",
    "data,data-charset",
    "viewer,viewer-not-carried",
    "domain,domain-not-carried",
    "block,ip-block",
    "separator,path-separator",
    "pattern,path-pattern",
  })
  void refusesToSignWhatItCannotSay(String field, String code) {
    PlaybackGrant.Builder grant = PlaybackGrant.expiringAt(END).paths(List.of("/live/42/*"));
    switch (field) {
      case "session" -> grant.session("a~id=b");
      case "long-session" -> grant.session("a".repeat(65));
      case "data" -> grant.data("a/b");
      case "viewer" -> grant.viewer("v1");
      case "domain" -> grant.domain("example.com");
      case "block" -> grant.ip("192.0.2.0/24");
      case "separator" -> grant.paths(List.of("/a!/b"));
      default -> grant.paths(List.of("/a/../b"));
    }

    assertThatThrownBy(
            () -> Formats.open(dialect, QUERY).sign(grant.build(), "https://cdn.example/a", KEY))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void namesWithoutAPlaceCanBeLeftOutKnowingly() throws Exception {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(END)
            .paths(List.of("/live/42/*"))
            .session("s1")
            .viewer("v1")
            .asset("a1")
            .issuedAt(START)
            .build();

    SignedToken token =
        Formats.open(dialect, QUERY)
            .sign(
                dialect.description().withoutNamesNotCarried(grant),
                "https://cdn.example/live/42/m.m3u8",
                KEY);

    assertThat(token.value()).startsWith("exp=1700003600~acl=/live/42/*~id=s1~hmac=");
  }

  @Test
  void urlTokensAreNotReusableAndAclTokensAre() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(END).build();
    SignedToken url = Formats.open(dialect, QUERY).sign(grant, "https://cdn.example/a", KEY);

    assertThat(requestBound(url.url())).isTrue();

    PlaybackGrant withAcl = PlaybackGrant.expiringAt(END).paths(List.of("/*")).build();
    SignedToken acl = Formats.open(dialect, QUERY).sign(withAcl, "https://cdn.example/a", KEY);
    assertThat(requestBound(acl.url())).isFalse();
  }

  private boolean requestBound(String url) {
    var token =
        (io.playgate.playbacktoken.PresentedToken)
            Formats.open(dialect, QUERY).cut(Requests.get(url));
    return ((io.playgate.playbacktoken.Authentication.Accepted)
            Formats.open(dialect, QUERY).authenticate(token, RING))
        .requestBound();
  }

  private Verdict verify(String target, long now, Placement placement) {
    return Formats.open(dialect, placement).verify(Requests.get(target), RING, now);
  }

  private static Placement placement(Carrier carrier, Map<String, String> options) {
    return new Placement(carrier, "hdnts", "", options);
  }

  private static void assertDenied(Verdict verdict, DenyCode code) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(code));
  }

  /** The MAC by the JDK alone. */
  private static String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
