package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.wowza.WowzaDialect;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published samples, refusals and quirks of the formats that hash a shared secret. */
class SharedSecretDialectsTest {
  private static final String BUNNY = "https://token-tester.b-cdn.net";
  private static final long BUNNY_EXPIRES = 1_598_024_587;

  private static SigningKey key(String secret) {
    return new SigningKey(
        "k1", "secret", new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "RAW"));
  }

  private static Dialect dialect(String id) {
    return Dialects.find(id).orElseThrow();
  }

  private static Placement placement(String id, Carrier carrier, Map<String, String> options) {
    return new Placement(carrier, dialect(id).description().tokenName(), "", options);
  }

  private static Verdict verify(
      String id, SigningKey key, PlaybackRequest request, long now, Placement placement) {
    return Formats.open(dialect(id), placement).verify(request, new KeyRing(List.of(key)), now);
  }

  /** Alibaba Cloud's documentation of types A, B and C; C's text is F's as well. */
  @ParameterizedTest
  @CsvSource({
    "alibaba-a, QUERY, '', /video/standard/1K.html, 1444435200,"
        + " https://cdn.example.com/video/standard/1K.html"
        + "?auth_key=1444435200-0-0-80cd3862d699b7118eed99103f2a3a4f",
    "alibaba-b, PATH, '', /4/44/44c0909bcfc20a01afaf256ca99a8b8b.mp3, 1439596800,"
        + " https://cdn.example.com/201508150800/9044548ef1527deadafa49a890a377f0"
        + "/4/44/44c0909bcfc20a01afaf256ca99a8b8b.mp3",
    "alibaba-c, PATH, '', /test.flv, 1439596800,"
        + " https://cdn.example.com/a37fa50a5fb8f71214b1e7c95ec7a1bd/55CE8100/test.flv",
    "alibaba-c, QUERY, '', /test.flv, 1439596800,"
        + " https://cdn.example.com/test.flv?KEY1=a37fa50a5fb8f71214b1e7c95ec7a1bd&KEY2=55CE8100",
  })
  void alibabasExamples(
      String id, Carrier carrier, String ignored, String path, long timestamp, String signed)
      throws Exception {
    Placement placement = placement(id, carrier, Map.of());
    PlaybackGrant grant = PlaybackGrant.expiringAt(timestamp + 1800).build();
    SigningKey key = key("aliyuncdnexp1234");

    SignedToken token =
        Formats.open(dialect(id), placement).sign(grant, "https://cdn.example.com" + path, key);

    assertThat(token.url()).isEqualTo(signed);
    assertThat(verify(id, key, Requests.get(signed), timestamp + 1799, placement))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify(id, key, Requests.get(signed), timestamp + 1800, placement))
        .isEqualTo(new Verdict.Deny(DenyCode.EXPIRED, "expired 0 s ago"));
  }

  @Test
  void typeBEndsAtAFullMinuteAndNeverLate() throws Exception {
    Placement placement = placement("alibaba-b", Carrier.PATH, Map.of());
    SigningKey key = key("aliyuncdnexp1234");
    SignedToken token =
        Formats.open(dialect("alibaba-b"), placement)
            .sign(PlaybackGrant.expiringAt(1_700_000_000).build(), "https://cdn.example/a.ts", key);

    Verdict verdict = verify("alibaba-b", key, Requests.get(token.url()), 1_699_999_000, placement);

    assertThat(((Verdict.Allow) verdict).grant().expiresAt()).isEqualTo(1_699_999_980);
  }

  @Test
  void sessionsTravelAsRand() throws Exception {
    for (String id : List.of("alibaba-a", "tencent-a")) {
      Placement placement = placement(id, Carrier.QUERY, Map.of());
      SigningKey key = key("aliyuncdnexp1234");
      PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_000).session("Sess10n").build();

      SignedToken token =
          Formats.open(dialect(id), placement).sign(grant, "https://cdn.example/a.ts", key);

      assertThat(token.value()).contains("-Sess10n-0-");
      assertThat(
              ((Verdict.Allow) verify(id, key, Requests.get(token.url()), 1_699_999_999, placement))
                  .grant())
          .isEqualTo(grant);
      for (String session : List.of("0", "a-b", "a b", "x".repeat(101))) {
        PlaybackGrant other = PlaybackGrant.expiringAt(1_700_000_000).session(session).build();
        assertThatThrownBy(() ->
                Formats.open(dialect(id), placement).sign(other, "https://cdn.example/a.ts", key))
            .isInstanceOfSatisfying(
                UnsupportedGrantException.class,
                e -> assertThat(e.code()).isEqualTo("session-charset"));
      }
    }
  }

  /**
   * The worked example of type A in Tencent's documentation (cloud.tencent.com/document/product/
   * 228/41623; tencentcloud.com/document/product/228/35222 has the same hash), where the token is
   * good for one second. The older sample there, whose hash begins with dd63f95e, names no key.
   */
  @Test
  void tencentsExample() throws Exception {
    Placement placement = placement("tencent-a", Carrier.QUERY, Map.of("lifetime", "1"));
    SigningKey key = key("dimtm5evg50ijsx2hvuwyfoiu65");
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(1_582_791_033).session("im1acp76sx9sdqe601v").build();

    SignedToken token =
        Formats.open(dialect("tencent-a"), placement)
            .sign(grant, "http://cloud.tencent.com/test.jpg", key);

    assertThat(token.url())
        .isEqualTo(
            "http://cloud.tencent.com/test.jpg"
                + "?sign=1582791032-im1acp76sx9sdqe601v-0-3fbb88382c9356b6faaf9d68c7b2ae3a");
    assertThat(verify("tencent-a", key, Requests.get(token.url()), 1_582_791_032, placement))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.grant()).isEqualTo(grant));
    assertThat(verify("tencent-a", key, Requests.get(token.url()), 1_582_791_033, placement))
        .isEqualTo(new Verdict.Deny(DenyCode.EXPIRED, "expired 0 s ago"));
  }

  @Test
  void tencentWritesTheTimeInDecimalOrHexadecimal() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(0x65536f80L + 1800).build();
    SigningKey key = key("dimtm5evg50ijsx2hvuwyfoiu65");

    assertThat(
            Formats.open(dialect("tencent-a"), placement("tencent-a", Carrier.QUERY, Map.of()))
                .sign(grant, "https://cdn.example/test.jpg", key)
                .value())
        .startsWith("1699966848-0-0-");
    assertThat(
            Formats.open(
                    dialect("tencent-a"),
                    placement("tencent-a", Carrier.QUERY, Map.of("timestamp", "hex")))
                .sign(grant, "https://cdn.example/test.jpg", key)
                .value())
        .startsWith("65536f80-0-0-");
  }

  @Test
  void typeFKnowsNoOtherQuery() throws Exception {
    Placement placement = placement("alibaba-f", Carrier.QUERY, Map.of("timestamp", "hex"));
    SigningKey key = key("aliyuncdnexp1234");
    PlaybackGrant grant = PlaybackGrant.expiringAt(0x55ce8100L + 1800).build();

    SignedToken token =
        Formats.open(dialect("alibaba-f"), placement)
            .sign(grant, "https://cdn.example/test.flv", key);

    // The text of type C's example is case-sensitive, so this one differs from it.
    assertThat(token.value())
        .isEqualTo(
            "sign="
                + SharedSecrets.md5Hex(SharedSecrets.utf8("aliyuncdnexp1234/test.flv55ce8100"))
                + "&time=55ce8100");
    assertThat(verify("alibaba-f", key, Requests.get(token.url() + "&a=b"), 0x55ce8101L, placement))
        .isInstanceOf(Verdict.Deny.class);
    assertThatThrownBy(() ->
            Formats.open(dialect("alibaba-f"), placement)
                .sign(grant, "https://cdn.example/test.flv?a=b", key))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-has-query"));
  }

  /** nginx.org's example: the link of the documentation, for 127.0.0.1 and the secret " secret". */
  @Test
  void nginxsExample() throws Exception {
    Placement placement = placement("secure-link", Carrier.QUERY, Map.of());
    SigningKey key = key(" secret");
    PlaybackGrant grant = PlaybackGrant.expiringAt(2_147_483_647).ip("127.0.0.1").build();

    SignedToken token =
        Formats.open(dialect("secure-link"), placement).sign(grant, "http://h.example/s/link", key);

    assertThat(token.url())
        .isEqualTo("http://h.example/s/link?md5=_e4Nc3iduzkWRm01TBBNYw&expires=2147483647");
    PlaybackRequest from = Requests.request("GET", token.url(), Map.of(), "127.0.0.1");
    assertThat(verify("secure-link", key, from, 1_700_000_000, placement))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.grant()).isEqualTo(grant));
    for (@Nullable String other : new @Nullable String[] {"127.0.0.2", null, "::1"}) {
      PlaybackRequest elsewhere = Requests.request("GET", token.url(), Map.of(), other);
      assertThat(verify("secure-link", key, elsewhere, 1_700_000_000, placement))
          .isInstanceOf(Verdict.Deny.class);
    }
  }

  @Test
  void nginxHashesTheDecodedPath() throws Exception {
    Placement placement = placement("secure-link", Carrier.QUERY, Map.of());
    SigningKey key = key("s");

    SignedToken token =
        Formats.open(dialect("secure-link"), placement)
            .sign(PlaybackGrant.expiringAt(100).build(), "http://h.example/a%20b", key);

    assertThat(token.value())
        .startsWith(
            "md5=" + Base64Url.encode(SharedSecrets.digest("MD5", SharedSecrets.utf8("100/a bs"))));
  }

  @Test
  void linksByPathNeverExpireAndSaySo() throws Exception {
    Placement placement = new Placement(Carrier.PATH, "md5", "/p", Map.of("neverExpires", "true"));
    SigningKey key = key("segredo");
    PlaybackGrant forever = PlaybackGrant.expiringAt(253_402_300_799L).build();

    SignedToken token =
        Formats.open(dialect("secure-link"), placement)
            .sign(forever, "http://h.example/p/link", key);

    assertThat(token.value()).isEqualTo(SharedSecrets.md5Hex(SharedSecrets.utf8("linksegredo")));
    assertThat(verify("secure-link", key, Requests.get(token.url()), 1, placement))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify("secure-link", key, Requests.get(token.url() + "x"), 1, placement))
        .isInstanceOf(Verdict.Deny.class);
    Placement strict = new Placement(Carrier.PATH, "md5", "/p", Map.of());
    assertThat(verify("secure-link", key, Requests.get(token.url()), 1, strict))
        .isInstanceOf(Verdict.Deny.class);
    assertThatThrownBy(() ->
            Formats.open(dialect("secure-link"), strict)
                .sign(forever, "http://h.example/p/link", key))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class,
            e -> assertThat(e.code()).isEqualTo("expiry-not-carried"));
  }

  /**
   * BunnyWay/BunnyCDN.TokenAuthentication, e2e/inputs.json and e2e/vectors.json, key SecurityKey.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "/300kb.jpg     | - | -       | -  | -     | - | - | /300kb.jpg?token=HS256-o10JRWlsAItyAsdKS6jJKjabHN4FrFsplDHPV1idcX4&expires=1598024587",
        "/300kb.jpg     | - | -       | CA,US | -  | - | - | /300kb.jpg?token=HS256-i5s3Uv7mnrFfN5nznwU2BxhILpnipYeE18TapV0WNFM&token_countries=CA%2CUS&expires=1598024587",
        "/300kb.jpg     | - | -       | -  | RU,CN | - | - | /300kb.jpg?token=HS256-JS8dSuBSjSH-W2-xhdkCPC36-2rlxfDCQJjlNMPqKZQ&token_countries_blocked=RU%2CCN&expires=1598024587",
        "/abc/300kb.jpg | /abc* | -   | -  | -     | - | - | /abc/300kb.jpg?token=HS256-uVZvT3SbEoVKYJyDJgbcsDmSFf73cv-uNUVaJiKWpbQ&token_path=%2Fabc&expires=1598024587",
        "/300kb.jpg     | - | -       | -  | -     | true | - | /300kb.jpg?token=HS256-1lwWBD_c1IAGSj1UKPoxreu8ePDQ-Z9FoWLcRn_RRH0&token_ignore_params=true&expires=1598024587",
        "/300kb.jpg     | - | -       | -  | -     | - | 1000 | /300kb.jpg?token=HS256-DAVapqNNED3Z7JkjRTYX0UOIHNtbHEuuhRNEc4A7mMQ&limit=1000&expires=1598024587",
        "/300kb.jpg     | - | 1.2.3.4 | -  | -     | - | - | /300kb.jpg?token=HS256-1-L2rISTLcujMY9UFf2tbZ41d5i-Bme1g1oTK_Z2QMLJk&expires=1598024587",
        "/300kb.jpg     | - | 2001:0db8:85a3:0000:0000:8a2e:0370:7334 | - | - | - | - | /300kb.jpg?token=HS256-1-Z1BaGdhTZdU4iANcyKpurFR2VgCNdqC6hlBv5x_TyaI&expires=1598024587",
        "/abc/          | - | 1.2.3.4 | CA,US | -  | - | - | /bcdn_token=HS256-1-4lIDGI2_t3wiTmopXzB7z71wtZKTe1Ic0lDlL72iAJw&token_countries=CA%2CUS&expires=1598024587/abc/",
        "/abc/          | - | 2001:0db8:85a3:0000:0000:8a2e:0370:7334 | CA,US | - | - | - | /bcdn_token=HS256-1-LGpoP8i1bV4P1kN4NrO_iYxLJuLAD2R3Clstsy9kWAc&token_countries=CA%2CUS&expires=1598024587/abc/",
        "/abc/          | - | 1.2.3.4 | -  | -     | - | 5000 | /bcdn_token=HS256-1-X01Z6A9xAo1_ds1XFf9y8gAIzk_JpmoevOx7EtgMQhY&limit=5000&expires=1598024587/abc/",
        "/abc/300kb.jpg | /abc* | 1.2.3.4 | - | -  | - | - | /abc/300kb.jpg?token=HS256-1-wag9tC0r1QWfg-2eMj5QcdzgPLCIdQb-D0WVU1Mhg2w&token_path=%2Fabc&expires=1598024587",
        "/300kb.jpg     | - | 1.2.3.4 | -  | -     | true | - | /300kb.jpg?token=HS256-1-rWalmQRJ-A_qrb08-JoeU3b-gOS5mJiJjPOfDWa0gsQ&token_ignore_params=true&expires=1598024587",
        "/300kb.jpg     | - | 1.2.3.4 | -  | RU,CN | - | - | /300kb.jpg?token=HS256-1-myF6Rnz7Z9VAfAjjkyUHJQ_6gr-AJ7VyPsG5rQdQKm8&token_countries_blocked=RU%2CCN&expires=1598024587",
        "/300kb.jpg     | - | 2001:0db8:85a3:0000:0000:8a2e:0370:7334 | - | RU,CN | - | - | /300kb.jpg?token=HS256-1-XGkCf_JKNfOrpWAM_CIYjZBbVHbB4U1mxHg8pXJtBNc&token_countries_blocked=RU%2CCN&expires=1598024587",
      })
  void bunnysVectors(
      String path,
      @Nullable String pattern,
      @Nullable String ip,
      @Nullable String countries,
      @Nullable String blocked,
      @Nullable String ignore,
      @Nullable String limit,
      String signed)
      throws Exception {
    Map<String, String> options = new HashMap<>();
    options.put("countryHeader", "x-country");
    if (blocked != null) {
      options.put("countriesBlocked", blocked);
    }
    if (ignore != null) {
      options.put("ignoreParams", ignore);
    }
    if (limit != null) {
      options.put("limit", limit);
    }
    Placement placement =
        placement(
            "bunny", signed.startsWith("/bcdn_token") ? Carrier.PATH : Carrier.QUERY, options);
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(BUNNY_EXPIRES)
            .paths(pattern == null ? List.of() : List.of(pattern))
            .ip(ip)
            .countries(countries == null ? List.of() : List.of(countries.split(",", -1)))
            .build();
    SigningKey key = key("SecurityKey");

    SignedToken token = Formats.open(dialect("bunny"), placement).sign(grant, BUNNY + path, key);

    assertThat(token.url()).isEqualTo(BUNNY + signed);
    PlaybackRequest request = Requests.request("GET", token.url(), Map.of("X-Country", "CA"), ip);
    assertThat(verify("bunny", key, request, BUNNY_EXPIRES - 1, placement))
        .isInstanceOf(Verdict.Allow.class);
    if (ip != null) {
      PlaybackRequest elsewhere =
          Requests.request("GET", token.url(), Map.of("X-Country", "CA"), "1.2.3.5");
      assertThat(verify("bunny", key, elsewhere, BUNNY_EXPIRES - 1, placement))
          .isInstanceOf(Verdict.Deny.class);
    }
    if (countries != null || blocked != null) {
      PlaybackRequest elsewhere =
          Requests.request("GET", token.url(), Map.of("X-Country", "RU"), ip);
      assertThat(verify("bunny", key, elsewhere, BUNNY_EXPIRES - 1, placement))
          .isInstanceOfSatisfying(
              Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.COUNTRY));
    }
  }

  /**
   * BunnyWay/BunnyCDN.TokenAuthentication before July 2026: BunnyCDN.TokenAuthentication.Tests/
   * TokenSignerTests.cs (key SecurityKey) and ruby/tests.rb (key 229248f0...), of which those with
   * both an address and parameters are left out: they hash them the other way round.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "SecurityKey | 1598024587 | /300kb.jpg | /* | - | CA | - | /300kb.jpg?token=3ZdIIg1-PB_UOF62lQIqfT4MWr2ENIdd0KWnQVuej3w&token_countries=CA&token_path=%2F&expires=1598024587",
        "SecurityKey | 1598024587 | /300kb.jpg | - | - | - | CA | /300kb.jpg?token=bq6dlNKcoVbTrzCJepE5gHoC436eTtz97Ruk89V8tmU&token_countries_blocked=CA&expires=1598024587",
        "SecurityKey | 1598024587 | /300kb.jpg | - | 1.2.3.4 | - | - | /300kb.jpg?token=xUWMwsZcXfzxMvTTFiKAN6if1WBhDZV1Shjt_GOrjG0&expires=1598024587",
        "SecurityKey | 1598024587 | /abc/300kb.jpg | /abc* | - | - | - | /abc/300kb.jpg?token=xwPaUzEMSgOZ7yl86K55G7len9n1UMiuP36IAyw8Mjs&token_path=%2Fabc&expires=1598024587",
        "SecurityKey | 1598024587 | /abc/ | - | - | - | - | /bcdn_token=e0fYj-NC_YeROS_0gTGvscP7HR_Du78I7WBVSDV8P4E&expires=1598024587/abc/",
        "SecurityKey | 1598024587 | /abc/ | /abc* | - | - | - | /bcdn_token=xwPaUzEMSgOZ7yl86K55G7len9n1UMiuP36IAyw8Mjs&token_path=%2Fabc&expires=1598024587/abc/",
        "229248f0-f007-4bf9-ba1f-bbf1b4ad9d40 | 1727918622 | /300kb.jpg | - | - | - | - | /bcdn_token=fa_Vy6p0rbSWCf1CHNBdSiSku828n0HNDffUX0DFlnI&expires=1727918622/300kb.jpg",
        "229248f0-f007-4bf9-ba1f-bbf1b4ad9d40 | 1727918622 | /300kb.jpg | - | - | AU | - | /bcdn_token=8ryY2_NXJ8PauusW-GvF_GSstCq6IwkV1VmeZOrFKUQ&token_countries=AU&expires=1727918622/300kb.jpg",
        "229248f0-f007-4bf9-ba1f-bbf1b4ad9d40 | 1727918622 | /300kb.jpg | - | 192.168.100.100 | - | - | /bcdn_token=SmnSkK1stGqOJge706jsf-02HaCbUaVv7507ZrLP43k&expires=1727918622/300kb.jpg",
        "229248f0-f007-4bf9-ba1f-bbf1b4ad9d40 | 1727918622 | /300kb.jpg | - | - | - | - | /300kb.jpg?token=fa_Vy6p0rbSWCf1CHNBdSiSku828n0HNDffUX0DFlnI&expires=1727918622",
        "229248f0-f007-4bf9-ba1f-bbf1b4ad9d40 | 1727918622 | /300kb.jpg | - | 192.168.100.100 | - | - | /300kb.jpg?token=SmnSkK1stGqOJge706jsf-02HaCbUaVv7507ZrLP43k&expires=1727918622",
      })
  void bunnysOlderVectors(
      String secret,
      long expires,
      String path,
      @Nullable String pattern,
      @Nullable String ip,
      @Nullable String countries,
      @Nullable String blocked,
      String signed)
      throws Exception {
    Map<String, String> options = new HashMap<>(Map.of("countryHeader", "x-country"));
    if (blocked != null) {
      options.put("countriesBlocked", blocked);
    }
    Placement placement =
        placement(
            "bunny-legacy",
            signed.startsWith("/bcdn_token") ? Carrier.PATH : Carrier.QUERY,
            options);
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(expires)
            .paths(pattern == null ? List.of() : List.of(pattern))
            .ip(ip)
            .countries(countries == null ? List.of() : List.of(countries))
            .build();
    SigningKey key = key(secret);

    SignedToken token =
        Formats.open(dialect("bunny-legacy"), placement).sign(grant, BUNNY + path, key);

    assertThat(token.url()).isEqualTo(BUNNY + signed);
    PlaybackRequest request =
        Requests.request(
            "GET", token.url(), Map.of("X-Country", countries == null ? "US" : countries), ip);
    assertThat(verify("bunny-legacy", key, request, expires - 1, placement))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify("bunny-legacy", key, request, expires, placement))
        .isEqualTo(new Verdict.Deny(DenyCode.EXPIRED, "expired 0 s ago"));
  }

  @Test
  void bunnyBindsIpv6ToTheSlash64() throws Exception {
    Placement placement = placement("bunny", Carrier.QUERY, Map.of());
    SigningKey key = key("SecurityKey");
    for (String ip : List.of("2001:db8:1:2::1", "2001:db8:1:2::/64")) {
      SignedToken token =
          Formats.open(dialect("bunny"), placement)
              .sign(
                  PlaybackGrant.expiringAt(1_700_000_000).ip(ip).build(),
                  "https://h.example/a",
                  key);
      assertThat(
              verify(
                  "bunny",
                  key,
                  Requests.request("GET", token.url(), Map.of(), "2001:db8:1:2:ffff::9"),
                  1_699_999_999,
                  placement))
          .isInstanceOf(Verdict.Allow.class);
      assertThat(
              verify(
                  "bunny",
                  key,
                  Requests.request("GET", token.url(), Map.of(), "2001:db8:1:3::1"),
                  1_699_999_999,
                  placement))
          .isInstanceOf(Verdict.Deny.class);
    }
  }

  @Test
  void fastlySignsTheOtherParametersOnlyWhereItIsToldTo() throws Exception {
    SigningKey key = key("secret");
    for (boolean signed : new boolean[] {false, true}) {
      Placement placement =
          placement("fastly", Carrier.QUERY, signed ? Map.of("signQuery", "true") : Map.of());
      SignedToken token =
          Formats.open(dialect("fastly"), placement)
              .sign(
                  PlaybackGrant.expiringAt(1_700_000_000).build(),
                  "https://h.example/a?v=1&w=2",
                  key);
      String url = token.url();

      assertThat(verify("fastly", key, Requests.get(url), 1_699_999_999, placement))
          .isInstanceOf(Verdict.Allow.class);
      for (String other :
          List.of(url.replace("v=1", "v=2"), url + "&x=3", url.replace("v=1&", ""))) {
        assertThat(
                verify("fastly", key, Requests.get(other), 1_699_999_999, placement)
                    instanceof Verdict.Allow)
            .as(other)
            .isEqualTo(!signed);
      }
    }
  }

  @Test
  void bunnySignsTheOtherParametersUnlessTheyAreIgnored() throws Exception {
    SigningKey key = key("SecurityKey");
    for (boolean ignore : new boolean[] {false, true}) {
      Placement placement =
          placement("bunny", Carrier.QUERY, ignore ? Map.of("ignoreParams", "true") : Map.of());
      SignedToken token =
          Formats.open(dialect("bunny"), placement)
              .sign(
                  PlaybackGrant.expiringAt(1_700_000_000).build(), "https://h.example/a?v=1", key);

      assertThat(verify("bunny", key, Requests.get(token.url()), 1_699_999_999, placement))
          .isInstanceOf(Verdict.Allow.class);
      assertThat(
              verify(
                      "bunny",
                      key,
                      Requests.get(token.url().replace("v=1", "v=2")),
                      1_699_999_999,
                      placement)
                  instanceof Verdict.Allow)
          .isEqualTo(ignore);
      assertThat(
              verify("bunny", key, Requests.get(token.url() + "&w=1"), 1_699_999_999, placement)
                  instanceof Verdict.Allow)
          .isEqualTo(ignore);
    }
  }

  /**
   * Nothing stands between the path and the time in what these sign: the last digit of a path,
   * moved to the time, would open another path, and for centuries.
   */
  @ParameterizedTest
  @CsvSource({
    "fastly, token=1700000000_, token=21700000000_",
    "cloudflare-hmac, verify=1700000000-, verify=21700000000-",
    "bunny, expires=1700000000, expires=21700000000",
    "bunny-legacy, expires=1700000000, expires=21700000000",
    "alibaba-f, time=1700000000, time=21700000000",
  })
  void digitsOfThePathAreNotDigitsOfTheTime(String id, String time, String longer)
      throws Exception {
    Placement placement =
        placement(
            id,
            Carrier.QUERY,
            dialect(id).description().option("lifetime").isPresent()
                ? Map.of("lifetime", "0")
                : Map.of());
    SigningKey key = key("secret");
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_000).build();

    String signed =
        Formats.open(dialect(id), placement).sign(grant, "https://h.example/ep12", key).url();
    String moved = signed.replace("/ep12?", "/ep1?").replace(time, longer);

    assertThat(moved).contains("/ep1?").contains(longer);
    assertThat(verify(id, key, Requests.get(signed), 1_699_999_999, placement))
        .isInstanceOf(Verdict.Allow.class);
    for (long now : new long[] {1_699_999_999, 21_699_999_999L, 21_700_000_000L}) {
      assertThat(verify(id, key, Requests.get(moved), now, placement))
          .isInstanceOfSatisfying(
              Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.MALFORMED));
    }
  }

  /** So does fastly/token-functions take tokens by the pattern token=(\\d{10,11})_. */
  @ParameterizedTest
  @ValueSource(strings = {"fastly", "cloudflare-hmac", "bunny", "bunny-legacy", "alibaba-f"})
  void timesOfOtherThanTenDigitsAreNotSigned(String id) {
    for (long expiresAt : new long[] {1, 999_999_999, 10_000_000_000L}) {
      PlaybackGrant grant = PlaybackGrant.expiringAt(expiresAt).build();
      Placement placement =
          placement(
              id,
              Carrier.QUERY,
              dialect(id).description().option("lifetime").isPresent()
                  ? Map.of("lifetime", "0")
                  : Map.of());

      assertThatThrownBy(() ->
              Formats.open(dialect(id), placement)
                  .sign(grant, "https://h.example/ep12", key("secret")))
          .isInstanceOfSatisfying(
              UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("time-range"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bunny", "bunny-legacy"})
  void digitsOfTheTimeAreNotDigitsOfAParameter(String id) throws Exception {
    Placement placement = placement(id, Carrier.QUERY, Map.of());
    SigningKey key = key("secret");
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_700_000_007).build();

    String signed =
        Formats.open(dialect(id), placement).sign(grant, "https://h.example/ep2?v=1", key).url();
    String moved =
        signed
            .replace("/ep2?", "/ep?")
            .replace("v=1", "7v=1")
            .replace("expires=1700000007", "expires=2170000000");

    assertThat(moved).contains("/ep?7v=1&").endsWith("&expires=2170000000");
    assertThat(verify(id, key, Requests.get(moved), 1_700_000_000, placement))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(DenyCode.MALFORMED));
    assertThatThrownBy(
            () -> Formats.open(dialect(id), placement).sign(grant, "https://h.example/a?7v=1", key))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-query"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bunny | /a/* /b/* | path-pattern",
        "bunny | /a/*/b | path-pattern",
        "bunny | /a/?/* | path-pattern",
        "wowza | /a/* | path-pattern",
        "wowza | /live/s/* /live/t/* | path-pattern",
        "secure-link | /live/s/* | paths-not-carried",
        "alibaba-a | /live/s/* | paths-not-carried",
      })
  void refusesPathsItCannotSay(String id, String patterns, String code) {
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(1_700_000_000)
            .paths(List.of(patterns.strip().split(" ", -1)))
            .build();

    assertThatThrownBy(() ->
            Formats.open(dialect(id.strip()), placement(id.strip(), Carrier.QUERY, Map.of()))
                .sign(grant, "https://h.example/live/s/m.m3u8", key("secret")))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /**
   * The first is the HLS example of Wowza's documentation (wowza.com/docs/
   * how-to-protect-streaming-using-securetoken-in-wowza-streaming-engine), with the hash that
   * MyCoRe-Org/mycore (mycore-base/.../MCRSecureTokenV2Test.java) and the Ruby gem
   * wowza-secure_token expect of it; an older edition of the page printed A1juf_EJ..., which does
   * not follow from these inputs. The others are ucla/lti-media-resources,
   * src/server/services/tests: BruincastServices.test.js and MediaResourceServices.test.js.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "mySharedSecret | myTokenPrefix | vod/sample.mp4 | 192.168.1.2 | 1395230400 | 1500000000 | abcdef | TgJft5hsjKyC5Rem_EoUNP7xZvxbqVPhhd0GxIcA2oo=",
        "afakesecret69420 | wowzatoken | 2020s-v/mp4:eeb162-1-20200331-18431.mp4 | 172.18.0.1 | 1595275679 | 1595365679 | - | 21m26u_t6BykDG7PTuUWhoob3LJ-KzoZvKTkh9EgQ0k=",
        "afakesecret | wowzatoken | 2020s-v/mp4:eeb162-1-20200331-18431.mp4 | 172.18.0.1 | - | 1595365679 | - | YVNbN1yQoLZdB1iL0-dao8Bjn0emRwZuSPmTw738TtQ=",
      })
  void wowzasExamples(
      String secret,
      String prefix,
      String content,
      String ip,
      @Nullable Long start,
      long end,
      @Nullable String custom,
      String hash)
      throws Exception {
    Placement placement =
        new Placement(
            Carrier.QUERY, prefix, "", Map.of(WowzaDialect.SESSION_PARAMETER, "CustomParameter"));
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(end)
            .notBefore(start == null ? PlaybackGrant.UNSET : start)
            .ip(ip)
            .session(custom)
            .build();
    SigningKey key = key(secret);

    SignedToken token =
        Formats.open(dialect("wowza"), placement)
            .sign(grant, "http://192.168.1.1:1935/" + content + "/playlist.m3u8", key);

    assertThat(token.value()).endsWith("&" + prefix + "hash=" + hash);
    PlaybackRequest request = Requests.request("GET", token.url(), Map.of(), ip);
    assertThat(verify("wowza", key, request, end - 1, placement))
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.grant()).isEqualTo(grant));
    PlaybackRequest elsewhere = Requests.request("GET", token.url(), Map.of(), "192.0.2.7");
    assertThat(verify("wowza", key, elsewhere, end - 1, placement))
        .isInstanceOf(Verdict.Deny.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"endtime", "starttime", "hash", "", "a=b"})
  void wowzasSessionTakesNoNameOfWowzasOwn(String name) {
    Placement placement =
        placement("wowza", Carrier.QUERY, Map.of(WowzaDialect.SESSION_PARAMETER, name));

    assertThatThrownBy(() -> dialect("wowza").open(placement))
        .isInstanceOfSatisfying(
            InvalidPlacementException.class,
            e -> {
              assertThat(e.code()).isEqualTo("option-invalid");
              assertThat(e.option()).isEqualTo(WowzaDialect.SESSION_PARAMETER);
            });
  }

  /**
   * What is hashed tells neither an address from the parameters behind it nor parameters from each
   * other; so nothing that could be taken for the other is signed or taken.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // An address, 10.98.99.100, becomes the start of a parameter's name.
        "bunny | 10.98.99.100 | - | limit=5 | limit= | %0Abcdlimit=",
        "bunny | 10.0.0.1 | DE | limit=5 | limit=5&token_countries= | %0A%00%00%01limit=5%26token_countries=",
        "bunny | 10.0.0.1 | DE | - | token_countries= | %0A%00%00%01token_countries=",
        "bunny | 10.0.0.61 | - | - | &expires | &%0A%00%00=&expires",
        "bunny | 2a00:101::/64 | DE | - | token_countries= | %2A%00%01%01%00%00%00%00%00%00%00%00%00%00%00%00token_countries=",
        "bunny-legacy | 10.0.0.1 | DE | - | token_countries= | 10.0.0.1token_countries=",
        // One parameter becomes the end of another.
        "bunny | - | DE | limit=5 | limit=5& | limit=5%26",
        "bunny-legacy | - | DE | limit=5 | limit=5& | limit=5%26",
      })
  void bunnysRestrictionsCannotBeTakenForOtherParameters(
      String id,
      @Nullable String ip,
      @Nullable String countries,
      @Nullable String limit,
      String part,
      String instead)
      throws Exception {
    Map<String, String> options = new HashMap<>(Map.of("countryHeader", "x-country"));
    if (limit != null) {
      options.put("limit", "5");
    }
    Placement placement = placement(id, Carrier.QUERY, options);
    SigningKey key = key("SecurityKey");
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(BUNNY_EXPIRES)
            .ip(ip)
            .countries(countries == null ? List.of() : List.of(countries))
            .build();
    String url = Formats.open(dialect(id), placement).sign(grant, "https://h.example/a", key).url();
    String honestIp = ip == null ? null : ip.replace("/64", "1");
    assertThat(
            verify(
                id,
                key,
                Requests.request("GET", url, Map.of("X-Country", "DE"), honestIp),
                BUNNY_EXPIRES - 1,
                placement))
        .isInstanceOf(Verdict.Allow.class);

    String forged = url.replace("HS256-1-", "HS256-").replace(part, instead);
    String forgedName =
        forged.replace("limit=5%26token_countries=", "limit=5%26token_countries%3D");

    for (String target : List.of(forged, forgedName)) {
      assertThat(
              verify(
                  id,
                  key,
                  Requests.request("GET", target, Map.of("X-Country", "RU"), "192.0.2.1"),
                  BUNNY_EXPIRES - 1,
                  placement))
          .as(target)
          .isInstanceOf(Verdict.Deny.class);
    }
  }

  /**
   * Nothing stands between the time and the address either: the digits that an address begins with,
   * as text or as bytes, moved to the time, would push as many digits of it into the path.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bunny | 54.12.0.1 | /v/121 | 7641152006 | %0C%00%01",
        "bunny | 54.55.0.1 | /v/1217 | 6411520067 | %00%01",
        "bunny | 54.55.56.1 | /v/12176 | 4115200678 | %01",
        "bunny-legacy | 203.0.113.7 | /v/12176 | 4115200203 | .0.113.7",
        "bunny-legacy | 9.0.113.7 | /v/121 | 7641152009 | .0.113.7",
        "bunny-legacy | 203.0.113.7 | /v/121 | 7641152002 | 03.0.113.7",
      })
  void digitsOfBunnysAddressesAreNotDigitsOfTheTime(
      String id, String ip, String path, String time, String rest) throws Exception {
    Placement placement = placement(id, Carrier.QUERY, Map.of("countryHeader", "x-country"));
    SigningKey key = key("SecurityKey");
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(1_764_115_200).ip(ip).countries(List.of("DE")).build();
    String url =
        Formats.open(dialect(id), placement).sign(grant, "https://h.example/v/12", key).url();

    String moved =
        url.replace("/v/12?", path + "?")
            .replace("HS256-1-", "HS256-")
            .replace("&token_countries=", "&" + rest + "token_countries=")
            .replace("expires=1764115200", "expires=" + time);

    assertThat(moved).contains(path + "?", rest, time);
    assertThat(
            verify(
                id,
                key,
                Requests.request("GET", moved, Map.of("X-Country", "RU"), "192.0.2.1"),
                1_764_000_000,
                placement))
        .isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void bunnysCountriesAreNotMovedIntoAParameterBeforeThem() throws Exception {
    Placement placement = placement("bunny", Carrier.QUERY, Map.of("countryHeader", "x-country"));
    SigningKey key = key("SecurityKey");
    String url =
        Formats.open(dialect("bunny"), placement)
            .sign(
                PlaybackGrant.expiringAt(BUNNY_EXPIRES).countries(List.of("DE")).build(),
                "https://h.example/a?a=12",
                key)
            .url();

    for (String a : List.of("a=12%26token_countries%3DDE", "a%3D12%26token_countries=DE")) {
      String forged = url.replace("a=12", a).replace("&token_countries=DE&", "&");
      assertThat(verify("bunny", key, Requests.get(forged), BUNNY_EXPIRES - 1, placement))
          .as(forged)
          .isInstanceOf(Verdict.Deny.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // A signed query that would be the text of a token bound to an address.
        "bunny | - | /a?v=12 | - | url-query",
        "bunny | - | /a?abcdlimit=1 | - | url-query",
        "bunny-legacy | - | /a?1.2.3.4limit=1 | - | url-query",
        "bunny | 192.0.2.1 | /a?v=1 | - | url-query",
        "bunny-legacy | 192.0.2.1 | /a?v=1 | - | url-query",
        "bunny | - | /a?v=1%262 | - | url-query",
        "bunny | - | /a?v%3D=1 | - | url-query",
        // The text of an IPv6 address is not one.
        "bunny-legacy | 2001:db8::1 | /a | - | ip-version",
        "bunny-legacy | 2001:db8::/64 | /a | - | ip-version",
        // BunnyWay's libraries sign nothing else with token_ignore_params.
        "bunny | - | /a | DE | params-ignored",
        "bunny-legacy | - | /a | DE | params-ignored",
      })
  void bunnyRefusesWhatItCannotSay(
      String id, @Nullable String ip, String path, @Nullable String countries, String code) {
    Map<String, String> options = countries == null ? Map.of() : Map.of("ignoreParams", "true");
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(BUNNY_EXPIRES)
            .ip(ip)
            .countries(countries == null ? List.of() : List.of(countries))
            .build();

    assertThatThrownBy(() ->
            Formats.open(dialect(id), placement(id, Carrier.QUERY, options))
                .sign(grant, "https://h.example" + path, key("SecurityKey")))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void bunnyBindsTheAddressAndNotItsText() throws Exception {
    for (String id : List.of("bunny", "bunny-legacy")) {
      Placement placement = placement(id, Carrier.QUERY, Map.of("ignoreParams", "true"));
      String url =
          Formats.open(dialect(id), placement)
              .sign(
                  PlaybackGrant.expiringAt(BUNNY_EXPIRES).ip("::ffff:192.0.2.1").build(),
                  "https://h.example/a?v=1",
                  key("SecurityKey"))
              .url();

      for (String ip : List.of("192.0.2.1", "::ffff:192.0.2.1")) {
        assertThat(
                verify(
                    id,
                    key("SecurityKey"),
                    Requests.request("GET", url, Map.of(), ip),
                    BUNNY_EXPIRES - 1,
                    placement))
            .as(id)
            .isInstanceOf(Verdict.Allow.class);
      }
    }
  }

  /** The order of Wowza's forum example, with an address: all of it sorted as texts. */
  @Test
  void wowzaSortsSecretAndAddressAmongTheParameters() throws Exception {
    Placement placement = placement("wowza", Carrier.QUERY, Map.of());
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(1_395_230_400).notBefore(1_395_144_000).ip("127.0.0.1").build();
    SigningKey key = key("mySharedSecret");

    SignedToken token =
        Formats.open(dialect("wowza"), placement)
            .sign(grant, "http://h.example/live/myStream/playlist.m3u8", key);

    // echo -n
    // 'live/myStream?127.0.0.1&mySharedSecret&wowzatokenendtime=1395230400&wowzatokenstarttime=1395144000'
    // | openssl dgst -sha256 -binary | base64
    assertThat(token.value())
        .isEqualTo(
            "wowzatokenendtime=1395230400&wowzatokenstarttime=1395144000"
                + "&wowzatokenhash=S8syP9FXzf6VYSDtqNA3GLnUyY0oH2e590HCFxm7vic=");
    PlaybackRequest chunk =
        Requests.request(
            "GET", token.url().replace("playlist.m3u8", "media_1.ts"), Map.of(), "127.0.0.1");
    assertThat(verify("wowza", key, chunk, 1_395_144_000, placement))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(
            verify(
                "wowza",
                key,
                Requests.request("GET", token.url() + "&wowzatokenextra=1", Map.of(), "127.0.0.1"),
                1_395_144_000,
                placement))
        .isInstanceOf(Verdict.Deny.class);
  }

  /** The same in either direction, and where the time is dated back by the default lifetime. */
  @ParameterizedTest
  @CsvSource({
    "fastly, 0",
    "cloudflare-hmac, 10800",
    "bunny, 0",
    "bunny-legacy, 0",
    "alibaba-f, 1800",
  })
  void digitsOfATimeThatIsDatedBackStayItsOwn(String id, long lifetime) throws Exception {
    long expiresAt = 1_900_000_000;
    Placement placement = placement(id, Carrier.QUERY, Map.of());
    SigningKey key = key("secret");
    SignedToken token =
        Formats.open(dialect(id), placement)
            .sign(PlaybackGrant.expiringAt(expiresAt).build(), "https://h.example/live/42", key);
    String time = Long.toString(expiresAt - lifetime);
    String longer = token.url().replace("/live/42", "/live/4").replace(time, "2" + time);
    String shorter = token.url().replace("/live/42", "/live/421").replace(time, time.substring(1));

    for (String url : List.of(longer, shorter)) {
      assertThat(verify(id, key, Requests.get(url), 100_000_000, placement))
          .as(url)
          .isInstanceOf(Verdict.Deny.class);
    }
    for (long unsayable : List.of(999_999_999 + lifetime, 10_000_000_000L + lifetime)) {
      assertThatThrownBy(() ->
              Formats.open(dialect(id), placement)
                  .sign(
                      PlaybackGrant.expiringAt(unsayable).build(),
                      "https://h.example/live/42",
                      key))
          .isInstanceOfSatisfying(
              UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("time-range"));
    }
  }

  @Test
  void anEmptySessionIsRefused() {
    assertThatThrownBy(() ->
            Formats.open(dialect("wowza"), placement("wowza", Carrier.QUERY, Map.of()))
                .sign(
                    PlaybackGrant.expiringAt(1_900_000_000).session("").build(),
                    "https://h.example/live/s/m.m3u8",
                    key("secret")))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class,
            e -> assertThat(e.code()).isEqualTo("session-charset"));
  }

  @ParameterizedTest
  @CsvSource({
    "$uri$secure_link_expires$secret, 1900000000, MALFORMED",
    "$secret$uri$secure_link_expires, 1900000000, MALFORMED",
    "$uri$secure_link_expires$secret, 999999999,",
    "$uri$secure_link_expires$secret, 10000000000,",
    "$secure_link_expires$uri $secret, 999999999, SIGNATURE",
  })
  void digitsOfAPathAreNoneOfSecureLinksTime(
      String expression, long expiresAt, @Nullable DenyCode denied) throws Exception {
    Placement placement = placement("secure-link", Carrier.QUERY, Map.of("expression", expression));
    PlaybackGrant grant = PlaybackGrant.expiringAt(expiresAt).build();
    SigningKey key = key("secret");
    String url = "https://h.example/live/42";
    if (denied == null) {
      assertThatThrownBy(
              () -> Formats.open(dialect("secure-link"), placement).sign(grant, url, key))
          .isInstanceOfSatisfying(
              UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("time-range"));
      return;
    }

    String signed = Formats.open(dialect("secure-link"), placement).sign(grant, url, key).url();
    String moved = signed.replace("/live/42", "/live/4").replace("expires=", "expires=2");

    assertThat(verify("secure-link", key, Requests.get(signed), expiresAt - 1, placement))
        .isInstanceOf(Verdict.Allow.class);
    assertThat(verify("secure-link", key, Requests.get(moved), expiresAt - 1, placement))
        .isInstanceOfSatisfying(
            Verdict.Deny.class, deny -> assertThat(deny.code()).isEqualTo(denied));
  }

  /** The hash of a bound link is that of an unbound one whose path ends with the address. */
  @Test
  void addressesOfBoundLinksAreNoEndsOfPaths() throws Exception {
    Placement placement = placement("secure-link", Carrier.QUERY, Map.of());
    SigningKey key = key("secret");
    PlaybackGrant unbound = PlaybackGrant.expiringAt(1_900_000_000).build();
    for (String ip : List.of("203.0.113.7", "2001:db8::7")) {
      SignedToken bound =
          Formats.open(dialect("secure-link"), placement)
              .sign(
                  PlaybackGrant.expiringAt(1_900_000_000).ip(ip).build(),
                  "https://h.example/live/x",
                  key);
      PlaybackRequest elsewhere =
          Requests.request(
              "GET", bound.url().replace("/live/x", "/live/x" + ip), Map.of(), "198.51.100.1");

      assertThat(verify("secure-link", key, elsewhere, 1_800_000_000, placement))
          .isInstanceOf(Verdict.Deny.class);
      assertThatThrownBy(() ->
              Formats.open(dialect("secure-link"), placement)
                  .sign(unbound, "https://h.example/live/x" + ip, key))
          .isInstanceOfSatisfying(
              UnsupportedGrantException.class,
              e -> assertThat(e.code()).isEqualTo("path-ambiguous"));
    }
    // An expression that is named leaves nothing open.
    Placement named =
        placement(
            "secure-link", Carrier.QUERY, Map.of("expression", "$secure_link_expires$uri$secret"));
    SignedToken token =
        Formats.open(dialect("secure-link"), named)
            .sign(unbound, "https://h.example/v/1.2.3.4", key);
    assertThat(verify("secure-link", key, Requests.get(token.url()), 1_800_000_000, named))
        .isInstanceOf(Verdict.Allow.class);
  }

  /**
   * Servers write the client's address in one way, whatever way the grant has it. bunny.net's older
   * scheme binds to IPv4 only.
   */
  @ParameterizedTest
  @CsvSource({
    "2001:DB8:0:0::1, 2001:db8::1, secure-link wowza",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1, secure-link wowza",
    "::ffff:192.0.2.1, 192.0.2.1, secure-link wowza bunny-legacy",
    "192.0.2.1, ::ffff:192.0.2.1, secure-link wowza bunny-legacy",
  })
  void addressesAreHashedInOneForm(String ip, String client, String ids) throws Exception {
    for (String id : ids.split(" ", -1)) {
      Placement placement = placement(id, Carrier.QUERY, Map.of());
      SigningKey key = key("secret");
      SignedToken token =
          Formats.open(dialect(id), placement)
              .sign(
                  PlaybackGrant.expiringAt(1_900_000_000).ip(ip).build(),
                  "https://h.example/live/s/m.m3u8",
                  key);

      assertThat(
              verify(
                  id,
                  key,
                  Requests.request("GET", token.url(), Map.of(), client),
                  1_800_000_000,
                  placement))
          .as(id)
          .isInstanceOf(Verdict.Allow.class);
    }
  }

  /** Nothing that a player can write turns what was signed into something else of the same text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bunny-legacy | 203.0.113.7 | /a | token_countries= | 203.0.113.7token_countries=",
        "bunny | 10.20.30.40 | /a | token_countries= | %0A%14%1E%28token_countries=",
        "bunny | '' | /a?a=12 | a=12&token=T&token_countries=DE | a=12%26token_countries%3DDE&token=T",
        "bunny | '' | /a?a=1&b=2 | a=1&b=2 | a=1%26b%3D2",
        "bunny | '' | /a?a=b=1 | a=b=1 | a%3Db=1",
      })
  void bunnysParametersAreReadAsTheyWereSigned(
      String id, String ip, String url, String signed, String changed) throws Exception {
    Placement placement =
        placement(id, Carrier.QUERY, Map.of(DialectDescription.COUNTRY_HEADER, "x-country"));
    SigningKey key = key("secret");
    PlaybackGrant grant =
        PlaybackGrant.expiringAt(1_900_000_000)
            .ip(ip.isEmpty() ? null : ip)
            .countries(List.of("DE"))
            .build();
    SignedToken token =
        Formats.open(dialect(id), placement).sign(grant, "https://h.example" + url, key);
    String hash = token.value().substring("token=".length(), token.value().indexOf('&'));
    String from = signed.replace("=T", "=" + hash);
    assertThat(token.url()).contains(from);
    String other =
        token.url().replace(from, changed.replace("=T", "=" + hash)).replace("HS256-1-", "HS256-");
    PlaybackRequest elsewhere =
        Requests.request("GET", other, Map.of("X-Country", "DE"), "198.51.100.1");

    assertThat(verify(id, key, elsewhere, 1_800_000_000, placement))
        .isInstanceOf(Verdict.Deny.class);
  }

  @ParameterizedTest
  @CsvSource({
    "bunny, 65.66.67.68, /a?v=1, url-ambiguous",
    "bunny, 65.61.67.68, /a, url-ambiguous",
    "bunny, 10.20.30.40, /a?v=1, url-query",
    "bunny, , /a?%0Av=1, url-ambiguous",
    "bunny, , /a?v=1%262, url-query",
    "bunny-legacy, 203.0.113.7, /a?v=1, url-query",
    "bunny-legacy, 2001:db8::7, /a?v=1, ip-version",
    "bunny-legacy, 1.2.3.4, /a?5v=1, url-query",
    "bunny-legacy, 2001:db8::, /a?a=1, ip-version",
    "bunny-legacy, , /a?1.2.3.4v=1, url-query",
  })
  void bunnysAmbiguousTextsAreNotSigned(String id, @Nullable String ip, String url, String code) {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_900_000_000).ip(ip).build();

    assertThatThrownBy(() ->
            Formats.open(dialect(id), placement(id, Carrier.QUERY, Map.of()))
                .sign(grant, "https://h.example" + url, key("secret")))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** bunny.net itself would take a token for 97.98.99.100 for one that has the name abcdlimit. */
  @Test
  void bunnySignsNoAddressOfLettersBeforeParameters() throws Exception {
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_900_000_000).ip("97.98.99.100").build();
    Placement plain = placement("bunny", Carrier.QUERY, Map.of());
    Placement limited = placement("bunny", Carrier.QUERY, Map.of("limit", "5"));

    assertThat(
            Formats.open(dialect("bunny"), plain)
                .sign(grant, "https://h.example/a", key("secret"))
                .value())
        .startsWith("token=HS256-1-");
    assertThatThrownBy(() ->
            Formats.open(dialect("bunny"), limited)
                .sign(grant, "https://h.example/a", key("secret")))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("url-ambiguous"));
  }

  /** One hash of 4096 begins with what marks a token that is bound. */
  @Test
  void bunnysHashMayBeginLikeTheMarkOfABoundToken() throws Exception {
    Placement placement = placement("bunny", Carrier.QUERY, Map.of());
    SigningKey key = key("secret");
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_900_000_000).build();
    SignedToken token;
    int i = 0;
    do {
      token =
          Formats.open(dialect("bunny"), placement).sign(grant, "https://h.example/a" + i++, key);
    } while (!token.value().startsWith("token=HS256-1-"));

    assertThat(verify("bunny", key, Requests.get(token.url()), 1_800_000_000, placement))
        .isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void bunnysLimitHidesNoOtherParameter() throws Exception {
    Placement placement =
        placement(
            "bunny",
            Carrier.PATH,
            Map.of("limit", "5", DialectDescription.COUNTRY_HEADER, "x-country"));
    SigningKey key = key("secret");
    PlaybackGrant grant = PlaybackGrant.expiringAt(1_900_000_000).countries(List.of("DE")).build();
    SignedToken token =
        Formats.open(dialect("bunny"), placement).sign(grant, "https://h.example/a", key);
    String other =
        token.url().replace("limit=5&token_countries=DE", "limit=5%26token_countries%3DDE");

    assertThat(other).isNotEqualTo(token.url());
    assertThat(verify("bunny", key, Requests.get(other), 1_800_000_000, placement))
        .isInstanceOf(Verdict.Deny.class);
  }
}
