package io.playgate.playbacktoken.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.Jwk;
import io.playgate.playbacktoken.key.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudflareStreamDialectTest {
  private static final CloudflareStreamDialect DIALECT = new CloudflareStreamDialect();
  private static final Jwk KEY = Jwk.generate("kid1", "RS256", new SecureRandom());
  private static final KeyRing RING = new KeyRing(List.of(KEY.verificationKey()));
  private static final Placement PLACEMENT =
      new Placement(Carrier.PATH, "token", "", Map.of("countryHeader", "CF-IPCountry"));
  private static final String URL =
      "https://customer-x.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/manifest/video.m3u8";

  @Test
  void theTokenTakesTheVideosPlace() throws Exception {
    SignedToken token =
        Formats.open(DIALECT, PLACEMENT)
            .sign(PlaybackGrant.expiringAt(1000).build(), URL, KEY.signingKey());

    assertThat(token.url())
        .isEqualTo(
            "https://customer-x.cloudflarestream.com/" + token.value() + "/manifest/video.m3u8");
    Verdict verdict = Formats.open(DIALECT, PLACEMENT).verify(Requests.get(token.url()), RING, 999);
    assertThat(((Verdict.Allow) verdict).path())
        .isEqualTo("/ea95132c15732412d22c1476fa83f27a/manifest/video.m3u8");
    assertThat(((Verdict.Allow) verdict).grant().asset())
        .isEqualTo("ea95132c15732412d22c1476fa83f27a");
  }

  @Test
  void countriesAndAddressesBecomeRules() throws Exception {
    SignedToken country =
        Formats.open(DIALECT, PLACEMENT)
            .sign(
                PlaybackGrant.expiringAt(1000).countries(List.of("GB", "DE")).build(),
                URL,
                KEY.signingKey());
    SignedToken address =
        Formats.open(DIALECT, PLACEMENT)
            .sign(
                PlaybackGrant.expiringAt(1000).ip("2001:db8::/32").build(), URL, KEY.signingKey());

    assertThat(
            new String(
                Base64Url.decode(country.value().split("\\.", -1)[1]), StandardCharsets.UTF_8))
        .endsWith(
            "\"accessRules\":[{\"type\":\"ip.geoip.country\",\"action\":\"allow\","
                + "\"country\":[\"GB\",\"DE\"]},{\"type\":\"any\",\"action\":\"block\"}]}");
    assertThat(allows(country.url(), "DE", "192.0.2.1")).isTrue();
    assertThat(allows(country.url(), "FR", "192.0.2.1")).isFalse();
    assertThat(allows(address.url(), "DE", "2001:db8::7")).isTrue();
    assertThat(allows(address.url(), "DE", "2001:db9::7")).isFalse();
    assertThatThrownBy(() ->
            Formats.open(DIALECT, PLACEMENT)
                .sign(
                    PlaybackGrant.expiringAt(1000).ip("::1").countries(List.of("DE")).build(),
                    URL,
                    KEY.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class,
            e -> assertThat(e.code()).isEqualTo("rules-conjunction"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a~b", "a*b", "a.b.c", "a%2Cb"})
  void aUidThatItWouldNotReadIsRefused(String uid) {
    assertThatThrownBy(() ->
            Formats.open(DIALECT, PLACEMENT)
                .sign(
                    PlaybackGrant.expiringAt(1000).build(),
                    "https://c.example/" + uid + "/manifest/video.m3u8",
                    KEY.signingKey()))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class,
            e -> assertThat(e.code()).isEqualTo("url-without-uid"));
  }

  private static boolean allows(String url, String country, String ip) {
    return verify(url, country, ip) instanceof Verdict.Allow;
  }

  private static Verdict verify(String url, String country, String ip) {
    PlaybackRequest request = Requests.request("GET", url, Map.of("CF-IPCountry", country), ip);
    return Formats.open(DIALECT, PLACEMENT).verify(request, RING, 999);
  }

  private static String withRules(String rules) throws Exception {
    String signed =
        Base64Url.encode("{\"alg\":\"RS256\",\"kid\":\"kid1\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + Base64Url.encode(
                ("{\"sub\":\"uid1\",\"kid\":\"kid1\",\"exp\":1000,\"accessRules\":" + rules + "}")
                    .getBytes(StandardCharsets.UTF_8));
    String token =
        signed
            + "."
            + Base64Url.encode(
                Signatures.sign(KEY.signingKey(), signed.getBytes(StandardCharsets.UTF_8)));
    return "https://c.example/" + token + "/a.m3u8";
  }

  @Test
  void theGrantHasTheCountriesOrTheAddressThatWereSigned() throws Exception {
    for (PlaybackGrant grant :
        List.of(
            PlaybackGrant.expiringAt(1000).countries(List.of("GB", "DE")).build(),
            PlaybackGrant.expiringAt(1000).ip("192.0.2.0/24").build(),
            PlaybackGrant.expiringAt(1000).ip("::ffff:192.0.2.1").build())) {
      String url = Formats.open(DIALECT, PLACEMENT).sign(grant, URL, KEY.signingKey()).url();

      assertThat(verify(url, "DE", "192.0.2.1"))
          .isInstanceOfSatisfying(
              Verdict.Allow.class,
              allow -> {
                assertThat(allow.grant().countries()).isEqualTo(grant.countries());
                assertThat(allow.grant().ip()).isEqualTo(grant.ip());
              });
    }
  }

  /** What a grant's two fields cannot say is judged, and not said in part. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'type':'any','action':'allow'}]",
        "[{'type':'ip.src','action':'allow','ip':['192.0.2.1']}]",
        "[{'type':'ip.src','action':'allow','ip':['192.0.2.1','192.0.2.9']},{'type':'any','action':'block'}]",
        "[{'type':'ip.src','action':'allow','ip':['192.0.2.1'],'country':['FR']},{'type':'any','action':'block'}]",
        "[{'type':'ip.geoip.country','action':'allow','country':['DE'],'ip':['::1']},{'type':'any','action':'block'}]",
        "[{'type':'ip.geoip.country','action':'allow','country':['DE']},{'type':'any','action':'allow'}]",
        "[{'type':'ip.geoip.country','action':'allow','country':['DE']},"
            + "{'type':'ip.src','action':'allow','ip':['::1']},{'type':'any','action':'block'}]",
      })
  void theGrantLeavesOutRulesThatSayMore(String rules) throws Exception {
    assertThat(verify(withRules(rules.replace('\'', '"')), "DE", "192.0.2.1"))
        .isInstanceOfSatisfying(
            Verdict.Allow.class,
            allow -> {
              assertThat(allow.grant().countries()).isEmpty();
              assertThat(allow.grant().ip()).isNull();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"type\":\"ip.src\",\"action\":\"block\",\"ip\":[\"192.0.2.1\"]},{\"type\":\"any\",\"action\":\"allow\"}]"
            + " | false",
        "[{\"type\":\"ip.src\",\"action\":\"block\",\"ip\":[\"192.0.2.2\"]},{\"type\":\"any\",\"action\":\"allow\"}]"
            + " | true",
        "[{\"type\":\"any\",\"action\":\"block\"},{\"type\":\"any\",\"action\":\"allow\"}] | false",
        "[{\"type\":\"ip.geoip.country\",\"action\":\"block\",\"country\":[\"US\"]}] | false",
        "[] | false",
        "[{\"type\":\"ip.asn\",\"action\":\"allow\"},{\"type\":\"any\",\"action\":\"allow\"}] |"
            + " false",
        "[{\"type\":\"any\",\"action\":\"allow\",\"unless\":\"x\"}] | false",
        "{} | false",
      })
  void rulesAreJudgedInTheirOrder(String rules, boolean allowed) throws Exception {
    assertThat(allows(withRules(rules), "DE", "192.0.2.1")).isEqualTo(allowed);
  }

  @Test
  void downloadableIsWrittenAsTheOptionSays() throws Exception {
    for (String value : List.of("true", "false")) {
      Placement placement = new Placement(Carrier.PATH, "token", "", Map.of("downloadable", value));
      assertThat(claims(placement)).contains(",\"downloadable\":" + value + "}");
    }
    assertThat(claims(PLACEMENT)).doesNotContain("downloadable");
  }

  private static String claims(Placement placement) throws Exception {
    SignedToken token =
        Formats.open(DIALECT, placement)
            .sign(PlaybackGrant.expiringAt(1000).build(), URL, KEY.signingKey());
    return new String(Base64Url.decode(token.value().split("\\.", -1)[1]), StandardCharsets.UTF_8);
  }

  @Test
  void aTokenIsPlacedOnAnotherFileOfItsVideo() throws Exception {
    SignedFormat format = Formats.open(DIALECT, PLACEMENT);
    SignedToken token = format.sign(PlaybackGrant.expiringAt(1000).build(), URL, KEY.signingKey());
    SignedToken placed =
        format.place(token.value(), URL.replace("manifest/video.m3u8", "seg/1.ts?x=1"));

    assertThat(format.place(token.value(), URL)).isEqualTo(token);
    assertThat(placed.url())
        .isEqualTo("https://customer-x.cloudflarestream.com/" + token.value() + "/seg/1.ts?x=1");
    assertThat(format.verify(Requests.play(placed), RING, 999)).isInstanceOf(Verdict.Allow.class);
    for (String other : List.of("/other/manifest/video.m3u8", "/a.b/c", "/a")) {
      assertThatThrownBy(() -> format.place(token.value(), "https://c.example" + other))
          .isInstanceOfSatisfying(
              UnsupportedGrantException.class,
              e ->
                  assertThat(e.code())
                      .isEqualTo(
                          other.startsWith("/other") ? "asset-mismatch" : "url-without-uid"));
    }
    assertThatThrownBy(() -> format.place("a.b.c", URL))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("token-invalid"));
  }

  @ParameterizedTest
  @CsvSource({
    "downloadable, yes, 'must be one of true, false'",
    "downloadable, '', 'must be one of true, false'",
    "countryHeader, CF IPCountry, must be the name of a header",
    "countryHeader, '', must be the name of a header",
  })
  void aWrongOptionIsNotBound(String option, String value, String expectation) {
    Placement placement = new Placement(Carrier.PATH, "token", "", Map.of(option, value));

    assertThatThrownBy(() -> DIALECT.open(placement))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(option);
              assertThat(e).hasMessageStartingWith("the option " + option + " " + expectation);
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"QUERY", "COOKIE", "HEADER"})
  void anotherCarrierIsNotBound(Carrier carrier) {
    assertThatThrownBy(() -> DIALECT.open(new Placement(carrier, "token", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }
}
