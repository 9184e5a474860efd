package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.catalogue.Dialects;
import io.playgate.playbacktoken.internal.dialect.SharedSecrets;
import io.playgate.playbacktoken.internal.text.Base64Url;
import io.playgate.playbacktoken.key.KeyRing;
import io.playgate.playbacktoken.key.SigningKey;
import io.playgate.playbacktoken.uri.MediaPath;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vendors sign the path that a URL has, not our normal form of it. Tokens are made here by the
 * vendors' formulas, over the text as it stands.
 */
class RawPathsTest {
  private static final String END = "1900000000";
  private static final byte[] SECRET = "secretsecret1234".getBytes(StandardCharsets.UTF_8);
  private static final String ORIGIN = "https://c.example";

  /** Texts that say what their normal form says. */
  private static final List<String> PLAIN =
      List.of(
          "/v/[Grp]%20a.mp4",
          "/v/a|b.mp4",
          "/v/a^b.mp4",
          "/v/a{b}.mp4",
          "/v/a`b.mp4",
          "/v/%41b.mp4",
          "/v/a%2Db.mp4",
          "/v/caf%c3%a9.mp4",
          "/v//a.mp4",
          "/v/x///a.mp4",
          "/v/a%7Eb.mp4");

  /** Texts that lead elsewhere, or can be read in two ways. */
  private static final List<String> CONFUSED =
      List.of(
          "/v/../w/a.mp4",
          "/v/./a.mp4",
          "/v/%2e%2e/w/a.mp4",
          "/v/.%2E/w/a.mp4",
          "/v/x/..",
          "/v/..;/a.mp4",
          "/v/a%2fb.mp4",
          "/v/a%5cb.mp4",
          "/v/a\\b.mp4",
          "/v/a%00.mp4",
          "/v/a%0a.mp4",
          "/v/%2541.mp4",
          "/v/%252e%252e/a.mp4",
          "/v/%c0%af/a.mp4",
          "/v/%zz.mp4",
          "/v/a%");

  /** Makes the URL of a path, its token signed over that text. */
  private interface Vendor {
    String url(String path) throws GeneralSecurityException;
  }

  private record Judge(String dialect, Placement placement, SigningKey key, Vendor vendor) {}

  private static final Map<String, Judge> JUDGES = new LinkedHashMap<>();

  static {
    SigningKey hs256 = key("HS256");
    SigningKey hs1 = new SigningKey("k1", "HS1", new SecretKeySpec(SECRET, "HmacSHA1"));
    SigningKey secret = key("secret");
    add(
        "edgeauth",
        query("hdnts"),
        hs256,
        path -> {
          String fields = "exp=" + END;
          return path + "?hdnts=" + fields + "~hmac=" + hex("HmacSHA256", fields + "~url=" + path);
        });
    add(
        "fastly",
        query("token"),
        secret,
        path -> path + "?token=" + END + "_" + hex("HmacSHA1", path + END));
    add(
        "cloudflare-hmac",
        query("verify", "lifetime", "60", "urlSafe", "true"),
        secret,
        path -> path + "?verify=" + END + "-" + Base64Url.encode(mac("HmacSHA256", path + END)));
    add(
        "bunny",
        query("token"),
        secret,
        path ->
            path
                + "?token=HS256-"
                + Base64Url.encode(mac("HmacSHA256", path + END))
                + "&expires="
                + END);
    add(
        "bunny-legacy",
        query("token"),
        secret,
        path ->
            path
                + "?token="
                + Base64Url.encode(SharedSecrets.digest("SHA-256", SECRET, utf8(path + END)))
                + "&expires="
                + END);
    add(
        "cloud-cdn",
        query("cdn"),
        hs1,
        path -> {
          String text = ORIGIN + path + "?Expires=" + END + "&KeyName=k1";
          String mac = Base64.getUrlEncoder().encodeToString(mac("HmacSHA1", text));
          return text.substring(ORIGIN.length()) + "&Signature=" + mac;
        });
    add(
        "media-cdn",
        query("edge-cache-token"),
        hs256,
        path -> {
          String end = "~Expires=" + END;
          return path
              + "?edge-cache-token=FullPath"
              + end
              + "~hmac="
              + hex("HmacSHA256", "FullPath=" + path + end);
        });
    add(
        "ats-url-sig",
        query("S"),
        hs1,
        path -> {
          String query = "E=" + END + "&A=1&K=1&P=01&S=";
          String parts = path.substring(1).replaceAll("/+", "/");
          return path + "?" + query + hex("HmacSHA1", parts + "?" + query);
        });
    add(
        "alibaba-a",
        query("auth_key"),
        secret,
        path -> {
          String fields = END + "-0-0-";
          return path + "?auth_key=" + fields + md5(utf8(path + "-" + fields), SECRET);
        });
    add(
        "alibaba-b",
        new Placement(Carrier.PATH, "auth_key", "", Map.of()),
        secret,
        path -> "/203003180146/" + md5(SECRET, utf8("203003180146" + path)) + path);
    add(
        "alibaba-c",
        query("KEY1"),
        secret,
        path -> path + "?KEY1=" + md5(SECRET, utf8(path + "713FB300")) + "&KEY2=713FB300");
    add(
        "alibaba-f",
        query("sign"),
        secret,
        path -> path + "?sign=" + md5(SECRET, utf8(path + END)) + "&time=" + END);
    add(
        "tencent-a",
        query("sign"),
        secret,
        path -> {
          String fields = END + "-0-0-";
          return path + "?sign=" + fields + md5(utf8(path + "-" + fields), SECRET);
        });
    add(
        "wowza",
        query("wowzatoken"),
        secret,
        path -> {
          String text =
              path.substring(1, path.lastIndexOf('/'))
                  + "?"
                  + new String(SECRET, StandardCharsets.UTF_8)
                  + "&wowzatokenendtime="
                  + END;
          String hash =
              Base64.getUrlEncoder().encodeToString(SharedSecrets.digest("SHA-256", utf8(text)));
          return path + "?wowzatokenendtime=" + END + "&wowzatokenhash=" + hash;
        });
    add(
        "secure-link",
        new Placement(Carrier.PATH, "md5", "/v", Map.of("neverExpires", "true")),
        secret,
        path -> "/v/" + md5(utf8(path.substring(3)), SECRET) + path.substring(2));
  }

  private static void add(String dialect, Placement placement, SigningKey key, Vendor vendor) {
    JUDGES.put(dialect, new Judge(dialect, placement, key, vendor));
  }

  private static Placement query(String name, String... options) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    return new Placement(Carrier.QUERY, name, "", map);
  }

  private static SigningKey key(String algorithm) {
    return new SigningKey("k1", algorithm, new SecretKeySpec(SECRET, "RAW"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mac(String name, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(SECRET, name));
    return mac.doFinal(utf8(text));
  }

  private static String hex(String name, String text) throws GeneralSecurityException {
    return HexFormat.of().formatHex(mac(name, text));
  }

  private static String md5(byte[]... parts) {
    return HexFormat.of().formatHex(SharedSecrets.digest("MD5", parts));
  }

  private static Verdict verify(Judge judge, String target) {
    return Formats.open(Dialects.find(judge.dialect()).orElseThrow(), judge.placement())
        .verify(
            Requests.request("GET", target, Map.of("Host", "c.example"), null),
            new KeyRing(List.of(judge.key())),
            1_899_999_950);
  }

  static Stream<Arguments> plain() {
    return JUDGES.keySet().stream()
        .flatMap(dialect -> PLAIN.stream().map(path -> Arguments.of(dialect, path)));
  }

  static Stream<Arguments> confused() {
    return JUDGES.keySet().stream()
        .flatMap(dialect -> CONFUSED.stream().map(path -> Arguments.of(dialect, path)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("plain")
  void aTokenOverThePathAsItStandsHoldsForIt(String dialect, String path) throws Exception {
    Judge judge = Objects.requireNonNull(JUDGES.get(dialect));

    String normal = MediaPath.normalise(path);

    Verdict verdict = verify(judge, judge.vendor().url(path));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Allow.class, allow -> assertThat(allow.path()).isEqualTo(normal));
  }

  /** Neither for another path, nor for one that is written in a third way. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("plain")
  void itHoldsForNoOther(String dialect, String path) throws Exception {
    Judge judge = Objects.requireNonNull(JUDGES.get(dialect));
    String url = judge.vendor().url(path);

    for (String other : List.of("/v/other/x.mp4", "/v/b.mp4/../other/x.mp4")) {
      String moved = url.replace(path, other);
      if (!moved.equals(url)) {
        assertThat(verify(judge, moved)).as(moved).isInstanceOf(Verdict.Deny.class);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("confused")
  void whatLeadsElsewhereIsRefusedThoughItWasSigned(String dialect, String path) throws Exception {
    Judge judge = Objects.requireNonNull(JUDGES.get(dialect));

    assertThat(verify(judge, judge.vendor().url(path))).isInstanceOf(Verdict.Deny.class);
  }

  /** What was signed in the normal form holds, as ever, however the player writes it. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("plain")
  void aTokenOverTheNormalFormHoldsForEveryTextOfIt(String dialect, String path) throws Exception {
    Judge judge = Objects.requireNonNull(JUDGES.get(dialect));
    String normal = MediaPath.normalise(path);
    if (judge.dialect().equals("media-cdn") && normal.indexOf('~') >= 0) {
      return; // A FullPath with ~ cannot be told from further fields.
    }
    String url = judge.vendor().url(normal);

    assertThat(verify(judge, url)).isInstanceOf(Verdict.Allow.class);
    assertThat(verify(judge, url.replace(normal, path))).isInstanceOf(Verdict.Allow.class);
  }

  /** One token, two texts of its path: one identity. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("plain")
  void theIdentityIsOfTheTextThatWasSigned(String dialect, String path) throws Exception {
    Judge judge = Objects.requireNonNull(JUDGES.get(dialect));
    String normal = MediaPath.normalise(path);
    if (judge.dialect().equals("media-cdn") && normal.indexOf('~') >= 0) {
      return;
    }
    String url = judge.vendor().url(normal);

    assertThat(identity(judge, url.replace(normal, path))).isEqualTo(identity(judge, url));
    if (!judge.dialect().equals("wowza") && !normal.equals(path) && !path.contains("//")) {
      assertThat(identity(judge, judge.vendor().url(path))).isNotEqualTo(identity(judge, url));
    }
  }

  private static TokenIdentity identity(Judge judge, String target) {
    Dialect dialect = Dialects.find(judge.dialect()).orElseThrow();
    PlaybackRequest request = Requests.request("GET", target, Map.of("Host", "c.example"), null);
    PresentedToken token = (PresentedToken) Formats.open(dialect, judge.placement()).cut(request);
    return ((Authentication.Accepted)
            Formats.open(dialect, judge.placement())
                .authenticate(token, new KeyRing(List.of(judge.key()))))
        .identity();
  }
}
