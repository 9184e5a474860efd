package io.playgate.playbacktoken.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Formats;
import io.playgate.playbacktoken.GrantField;
import io.playgate.playbacktoken.InvalidPlacementException;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackGrant;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedFormat;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.Verdict;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CloudflareHmacDialectTest {
  private static final CloudflareHmacDialect DIALECT = new CloudflareHmacDialect();
  private static final SigningKey KEY = key("mysecrettoken");
  private static final Placement PREFIX =
      new Placement(Carrier.QUERY, "verify", "", Map.of("prefixLength", "51"));
  private static final String PREFIX_PATH = "/case-studies/12345678-90ab-4cde-f012-3456789abcde/";
  private static final Placement PLACEMENT = new Placement(Carrier.QUERY, "verify", "", Map.of());

  private static SigningKey key(String secret) {
    return new SigningKey(
        "k1", "secret", new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "RAW"));
  }

  private static Verdict verify(String target, long now) {
    return Formats.open(DIALECT, PLACEMENT)
        .verify(Requests.get(target), new KeyRing(List.of(KEY)), now);
  }

  /**
   * Links whose keys are published. The first two are of a site that lets a rule with
   * is_timed_hmac_valid_v0 and a lifetime of 60 s check them (cloudflare-hmac.pages.dev/posts/
   * hmac_validation); the others are what seqeralabs/wave expects to sign for such a rule
   * (src/test/groovy/io/seqera/wave/util/CryptoHelperTest.groovy).
   */
  @ParameterizedTest
  @CsvSource({
    "cloudflare, /tokenauth/kayak.mp4,"
        + " 1657026353-ZXJWAyFwAgJSY%2B5j3CkJE80TatA33E3MEH4D%2FkSnh7M%3D",
    "cloudflare, /tokenauth/kayak.mp4, 1757026353-EjH3U8yCJVXBGs2XgTIA3J2N5XyYfHxx85wo5O5dpHw%3D",
    "foo, /hello.txt, 1705931639-QdwQe6e5lNYUJhvHPomrOVouQcrti4m7AYHqbyOR6Iw%3D",
    "bar, /hello.txt, 1705931639-UjaTxEs3jhIgWp3LHAoKTpd3ZFXyy%2F7kr%2BYlL1m%2BTCE%3D",
    "foo, /hello.txt, 1705931500-%2B2iV5xOHG0OEt9fGsaOYhXMfpht6PeKM3j4Q5u%2FConw%3D",
    "mysecrettoken, /images/cat.jpg, 1484063787-XsZ5NmtNBxOd4f4fBOtqVmpWRnDRNkHKVZieqDPKu3U%3D",
  })
  void publishedLinks(String secret, String path, String token) throws Exception {
    Placement placement = new Placement(Carrier.QUERY, "verify", "", Map.of("lifetime", "60"));
    long time = Long.parseLong(token.substring(0, token.indexOf('-')));
    KeyRing ring = new KeyRing(List.of(key(secret)));

    SignedToken signed =
        Formats.open(DIALECT, placement)
            .sign(
                PlaybackGrant.expiringAt(time + 60).build(),
                "https://downloads.example.com" + path,
                key(secret));

    assertThat(signed.value()).isEqualTo(token);
    assertThat(Formats.open(DIALECT, placement).verify(Requests.get(signed.url()), ring, time + 59))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(Formats.open(DIALECT, placement).verify(Requests.get(signed.url()), ring, time + 60))
        .isInstanceOf(Verdict.Deny.class);
  }

  /**
   * The inputs of Cloudflare's documentation; the MAC that follows from them, computed with
   * openssl, is not the one that is printed there.
   */
  @Test
  void theInputsOfTheDocumentation() throws Exception {
    SignedToken token =
        Formats.open(DIALECT, PLACEMENT)
            .sign(
                PlaybackGrant.expiringAt(1_484_063_787 + 10_800).build(),
                "https://downloads.example.com/images/cat.jpg",
                KEY);

    assertThat(token.value())
        .isEqualTo("1484063787-XsZ5NmtNBxOd4f4fBOtqVmpWRnDRNkHKVZieqDPKu3U%3D");
    assertThat(verify(token.url(), 1_484_063_787 + 10_799)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(token.url(), 1_484_063_787 + 10_800)).isInstanceOf(Verdict.Deny.class);
  }

  /**
   * The URLs of Cloudflare's documentation of a signed prefix, whose rule is over concat(substring(
   * path, 0, 51), "?", query); they have no name before the time, which the rule leaves open.
   */
  @ParameterizedTest
  @CsvSource({
    "12345678-90ab-4cde-f012-3456789abcde/foobar-report.pdf, 1755877101,"
        + " 5WOroVcDINdl2%2BQZxZFHJcJ6l%2Fep4HGIrX3DtSXzWO0%3D",
    "12345678-90ab-4cde-f012-3456789abcde/acme-corp.pdf, 1755877101,"
        + " 5WOroVcDINdl2%2BQZxZFHJcJ6l%2Fep4HGIrX3DtSXzWO0%3D",
    "768bf477-22d5-4545-857d-b155510119ff/another-company-report.pdf, 1755878057,"
        + " jeMS5S1F3MIgxvL61UmiX4vODiWtuLfcPV6q%2B0Y3Rig%3D"
  })
  void thePrefixesOfTheDocumentation(String path, long issuedAt, String mac) throws Exception {
    String url = "https://downloads.example.com/case-studies/" + path;

    SignedToken token =
        Formats.open(DIALECT, PREFIX)
            .sign(PlaybackGrant.expiringAt(issuedAt + 10_800).build(), url, KEY);

    assertThat(token.value()).isEqualTo(issuedAt + "-" + mac);
  }

  @Test
  void theQueryIsSignedWithAPrefixToo() throws Exception {
    SignedToken token =
        Formats.open(DIALECT, PREFIX)
            .sign(
                PlaybackGrant.expiringAt(1_700_000_000).paths(List.of(PREFIX_PATH + "*")).build(),
                "https://cdn.example" + PREFIX_PATH + "a.pdf?x=1",
                KEY);
    KeyRing keys = new KeyRing(List.of(KEY));

    Verdict same =
        Formats.open(DIALECT, PREFIX).verify(Requests.get(token.url()), keys, 1_699_999_999);
    Verdict other =
        Formats.open(DIALECT, PREFIX)
            .verify(Requests.get(token.url().replace("x=1", "x=2")), keys, 1_699_999_999);

    assertThat(same)
        .isInstanceOfSatisfying(
            Verdict.Allow.class,
            allow -> assertThat(allow.grant().paths()).containsExactly(PREFIX_PATH + "*"));
    assertThat(other).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void theQueryIsSignedAndTheTokenComesLast() throws Exception {
    SignedToken token =
        Formats.open(DIALECT, PLACEMENT)
            .sign(
                PlaybackGrant.expiringAt(1_700_000_000).build(), "https://cdn.example/a?x=1", KEY);

    assertThat(verify(token.url(), 1_699_999_999)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(token.url().replace("x=1", "x=2"), 1_699_999_999))
        .isInstanceOf(Verdict.Deny.class);
    assertThat(verify("/a?" + "verify=" + token.value() + "&x=1", 1_699_999_999))
        .isInstanceOf(Verdict.Deny.class);
    SignedToken bare =
        Formats.open(DIALECT, PLACEMENT)
            .sign(PlaybackGrant.expiringAt(1_700_000_000).build(), "https://cdn.example/a", KEY);
    assertThat(verify("/a?verify=" + bare.value(), 1_699_999_999))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify("/a?&verify=" + bare.value(), 1_699_999_999))
        .isInstanceOf(Verdict.Deny.class);
  }

  /** The token's time is the expiry less the rule's lifetime, whenever the grant was issued. */
  @Test
  void aShortExpiryIsKeptAndTheTimeOfIssueIsNotSaid() throws Exception {
    PlaybackGrant bare = PlaybackGrant.expiringAt(1_700_000_060).build();
    PlaybackGrant dated = PlaybackGrant.expiringAt(1_700_000_060).issuedAt(1_700_000_000).build();
    String url = "https://cdn.example/a";

    SignedToken token = Formats.open(DIALECT, PLACEMENT).sign(dated, url, KEY);

    assertThat(token).isEqualTo(Formats.open(DIALECT, PLACEMENT).sign(bare, url, KEY));
    assertThat(token.value()).startsWith("1699989260-");
    assertThat(DIALECT.description().fields()).doesNotContain(GrantField.ISSUED_AT);
    assertThat(verify(token.url(), 1_700_000_059))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.grant()).isEqualTo(bare));
    assertThat(verify(token.url(), 1_700_000_060)).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void aPatternThatTheRuleDoesNotSignIsRefused() {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_000).paths(List.of("/live/*")).build();

    assertThatThrownBy(
            () -> Formats.open(DIALECT, PLACEMENT).sign(grant, "https://cdn.example/live/a", KEY))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("path-pattern"));
  }

  @Test
  void aUrlWithoutTheRulesPrefixIsRefused() {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_000).build();
    Placement six = new Placement(Carrier.QUERY, "verify", "", Map.of("prefixLength", "6"));

    for (String path : List.of("/live", "/liv*/a")) {
      assertThatThrownBy(
              () -> Formats.open(DIALECT, six).sign(grant, "https://cdn.example" + path, KEY))
          .isInstanceOfSatisfying(
              UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-prefix"));
      assertThat(
              Formats.open(DIALECT, six)
                  .verify(
                      Requests.get(path + "?verify=1600000000-a"),
                      new KeyRing(List.of(KEY)),
                      1_600_000_000))
          .isInstanceOfSatisfying(
              Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.MALFORMED));
    }
  }

  @Test
  void aTokenIsPlacedOnAnotherUrlAsItWasSigned() throws Exception {
    String url = "https://cdn.example" + PREFIX_PATH + "a.pdf?x=1";
    SignedFormat format = Formats.open(DIALECT, PREFIX);
    SignedToken token = format.sign(PlaybackGrant.expiringAt(1_700_000_000).build(), url, KEY);
    SignedToken placed =
        format.place(token.value(), "https://cdn.example" + PREFIX_PATH + "b.pdf?x=1");

    assertThat(format.place(token.value(), url)).isEqualTo(token);
    assertThat(format.verify(Requests.play(placed), new KeyRing(List.of(KEY)), 1_699_999_999))
        .isInstanceOf(Verdict.Allow.class);
  }

  @ParameterizedTest
  @CsvSource({
    "lifetime, '', must be a number from 0",
    "lifetime, -1, must be a number from 0",
    "lifetime, 3h, must be a number from 0",
    "lifetime, 060, must be a number from 0",
    "lifetime, 10000000000, must be a number from 0",
    "urlSafe, yes, 'must be one of true, false'",
    "urlSafe, '', 'must be one of true, false'",
    "prefixLength, 0, must be a number from 1 to 8192",
    "prefixLength, 8193, must be a number from 1 to 8192",
    "prefixLength, all, must be a number from 1 to 8192",
  })
  void aWrongOptionIsNotBound(String option, String value, String expectation) {
    Placement placement = new Placement(Carrier.QUERY, "verify", "", Map.of(option, value));

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
  @EnumSource(names = {"PATH", "COOKIE", "HEADER"})
  void anotherCarrierIsNotBound(Carrier carrier) {
    assertThatThrownBy(() -> DIALECT.open(new Placement(carrier, "verify", "", Map.of())))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> assertThat(e.code()).isEqualTo("carrier-unsupported"));
  }
}
