package io.playgate.playbacktoken.internal.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.DenyCode;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.PlaybackRequest;
import io.playgate.playbacktoken.PresentedToken;
import io.playgate.playbacktoken.Requests;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.TokenCut;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.uri.RequestTarget;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCutterTest {

  @ParameterizedTest
  @CsvSource({
    "/media/p/t=abc/vod/m.m3u8,abc,/media/p/vod/m.m3u8,",
    "/media/p/t=abc/vod/m.m3u8?x=1&y,abc,/media/p/vod/m.m3u8,x=1&y",
    "/media/p/t=abc/,abc,/media/p/,",
    "/media/p/t=a=b~c/vod,a=b~c,/media/p/vod,",
    "/media/p/t=abc/a/%2e%2e/b,abc,/media/p/b,",
    "/media/p/t=abc//a,abc,/media/p/a,",
    "https://edge.example/media/p/t=abc/vod,abc,/media/p/vod,",
    "/media/p/t=%2fa/vod,%2fa,/media/p/vod,",
  })
  void cutsTheFirstSegment(String target, String value, String path, @Nullable String query) {
    assertCut(cut(target, Carrier.PATH), value, path, query);
  }

  @ParameterizedTest
  @CsvSource({
    "/media/p/vod?t=abc,abc,/media/p/vod,",
    "/media/p/vod?x=1&t=abc&y=2,abc,/media/p/vod,x=1&y=2",
    "/media/p/vod?t=abc&y=2&&z,abc,/media/p/vod,y=2&&z",
    "/media/p/vod?x&t=abc,abc,/media/p/vod,x",
    "/media/p/vod?tt=1&t=a=b/c?d,a=b/c?d,/media/p/vod,tt=1",
    "/media/p/%76od?T=1&t=abc,abc,/media/p/vod,T=1",
    "/media//p/vod?t=abc,abc,/media/p/vod,",
    "/media/%70/vod?t=abc,abc,/media/p/vod,",
    "/media/q/../p/vod?t=abc,abc,/media/p/vod,",
  })
  void cutsTheParameter(String target, String value, String path, @Nullable String query) {
    assertCut(cut(target, Carrier.QUERY), value, path, query);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PATH|/media/p/vod|MISSING",
        "PATH|/media/p/|MISSING",
        "PATH|/media/p/t=/vod|MISSING",
        "PATH|/media/p/tt=abc/vod|MISSING",
        "PATH|/media/p/t/vod|MISSING",
        "PATH|/|MISSING",
        "PATH|/media/p/t=abc|MALFORMED",
        "PATH|/media/p/vod?t=abc|MALFORMED",
        "PATH|/media/p/t=abc/vod?t=abc|MALFORMED",
        "PATH|/media/p/t=abc/vod?%74=abc|MALFORMED",
        "PATH|/media/p/t=abc/t=def/vod|MALFORMED",
        "PATH|/media/p/t=abc/vod/t=def|MALFORMED",
        "PATH|/media/p/t=abc/vod/%74=def|MALFORMED",
        "PATH|/media/p/vod/t=abc/a|MALFORMED",
        "PATH|/t=abc/media/p/vod|MALFORMED",
        "PATH|/media/q/t=abc/vod|MALFORMED",
        "PATH|/media/%70/t=abc/vod|MALFORMED",
        "PATH|/media/p//t=abc/vod|MALFORMED",
        "PATH|/media/p/%74=abc/vod|MALFORMED",
        "PATH|/media/p/t=abc/../../x|MALFORMED",
        "PATH|/media/p/t=abc/../p/x|MALFORMED",
        "PATH|/media/p/t=abc/a%2fb|MALFORMED",
        "PATH|/media/p/t=abc/a#b|MALFORMED",
        "QUERY|/media/p/vod|MISSING",
        "QUERY|/media/p/vod?|MISSING",
        "QUERY|/media/p/vod?t|MISSING",
        "QUERY|/media/p/vod?t=|MISSING",
        "QUERY|/media/p/vod?T=abc|MISSING",
        "QUERY|/media/p/vod?t=abc&t=abc|MALFORMED",
        "QUERY|/media/p/vod?t=abc&t|MALFORMED",
        "QUERY|/media/p/vod?t=abc&%74=abc|MALFORMED",
        "QUERY|/media/p/vod?%74=abc|MALFORMED",
        "QUERY|/media/p/t=abc/vod?t=abc|MALFORMED",
        "QUERY|/media/p/t=abc/vod|MALFORMED",
        "QUERY|/media/q/vod?t=abc|OUTSIDE_ACL",
        "QUERY|/media/p?t=abc|OUTSIDE_ACL",
        "QUERY|/media/pp/vod?t=abc|OUTSIDE_ACL",
        "QUERY|/media/p/../q/vod?t=abc|MALFORMED",
        "QUERY|ftp://edge/media/p/vod?t=abc|MALFORMED",
        "QUERY|*|MALFORMED",
        "COOKIE|/media/p/vod|MISSING",
        "COOKIE|/media/p/vod?t=abc|MALFORMED",
        "HEADER|/media/p/vod|MISSING",
        "HEADER|/media/p/t=abc/vod|MALFORMED",
      })
  void refusesWithACode(Carrier carrier, String target, DenyCode code) {
    assertRefused(cut(target, carrier), code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t=abc|abc|",
        "a=1; t=abc; b=2|abc|",
        "a=1;t=abc|abc|",
        "tt=1; t=a=b|a=b|",
        "t=abc; t=abc||MALFORMED",
        "t=a b||MALFORMED",
        "t=||MISSING",
        "T=abc||MISSING",
        "at=abc||MISSING",
      })
  void readsTheCookie(String header, @Nullable String value, @Nullable DenyCode code) {
    PlaybackRequest request =
        Requests.request("GET", "/media/p/vod?x=1", Map.of("Cookie", header), null);

    TokenCut cut = TokenCutter.cut(request, placement(Carrier.COOKIE));

    if (code == null) {
      assertCut(cut, Objects.requireNonNull(value), "/media/p/vod", "x=1");
    } else {
      assertRefused(cut, code);
    }
  }

  @Test
  void readsTheHeaderWhateverItsCase() {
    PlaybackRequest request = Requests.request("GET", "/media/p/vod", Map.of("T", "abc"), null);

    assertCut(TokenCutter.cut(request, placement(Carrier.HEADER)), "abc", "/media/p/vod", null);
  }

  @Test
  void refusesTargetsAndTokensOverTheirLimits() {
    assertRefused(cut("/media/p/t=" + "a".repeat(65536) + "/v", Carrier.PATH), DenyCode.MALFORMED);
    assertRefused(cut("/media/p/t=" + "a".repeat(8193) + "/v", Carrier.PATH), DenyCode.MALFORMED);
    assertRefused(cut("/media/p/" + "a".repeat(8192) + "?t=a", Carrier.QUERY), DenyCode.MALFORMED);
    assertThat(cut("/media/p/t=" + "a".repeat(8192) + "/v", Carrier.PATH))
        .isInstanceOf(PresentedToken.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://e/media/p/v|PATH|https://e/media/p/t=abc/v",
        "https://e/media/p/v?x=1|PATH|https://e/media/p/t=abc/v?x=1",
        "https://e/media/p/v|QUERY|https://e/media/p/v?t=abc",
        "https://e/media/p/v?x=1|QUERY|https://e/media/p/v?x=1&t=abc",
        "https://e/media/p/a/../%76?x=1|COOKIE|https://e/media/p/v?x=1",
        "https://e/media/p/v|HEADER|https://e/media/p/v",
      })
  void placesTheToken(String url, Carrier carrier, String placed) throws Exception {
    SignedToken token = TokenCutter.place("abc", url, placement(carrier));

    assertThat(token.url()).isEqualTo(placed);
    assertThat(token.cookies())
        .isEqualTo(carrier == Carrier.COOKIE ? Map.of("t", "abc") : Map.of());
    assertThat(token.headers())
        .isEqualTo(carrier == Carrier.HEADER ? Map.of("t", "abc") : Map.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/media/p/v|PATH|abc|url-invalid",
        "https://e/media/p/v#f|PATH|abc|url-invalid",
        "https://e/media/p/a%2fb|PATH|abc|url-invalid",
        "https:///media/p/v|PATH|abc|url-invalid",
        "https://e/media/q/v|PATH|abc|url-outside-base-path",
        "https://e/media/p/v?t=1|PATH|abc|url-has-token",
        "https://e/media/p/t=1/v|QUERY|abc|url-has-token",
        "https://e/media/p/v|PATH|a/c|carrier-charset",
        "https://e/media/p/v|QUERY|a&c|carrier-charset",
        "https://e/media/p/v|COOKIE|a;c|carrier-charset",
        "https://e/media/p/v|HEADER|a c|carrier-charset",
      })
  void refusesToPlaceWhereItCouldNotBeCut(String url, Carrier carrier, String value, String code) {
    assertThatThrownBy(() -> TokenCutter.place(value, url, placement(carrier)))
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static TokenCut cut(String target, Carrier carrier) {
    return TokenCutter.cut(Requests.get(target), placement(carrier));
  }

  private static Placement placement(Carrier carrier) {
    return new Placement(carrier, "t", "/media/p", Map.of());
  }

  private static void assertCut(TokenCut cut, String value, String path, @Nullable String query) {
    assertThat(cut)
        .isInstanceOfSatisfying(
            PresentedToken.class,
            token -> {
              assertThat(token.value()).isEqualTo(value);
              assertThat(token.path()).isEqualTo(path);
              assertThat(token.query()).isEqualTo(query == null ? "" : query);
            });
  }

  private static void assertRefused(TokenCut cut, DenyCode code) {
    assertThat(cut)
        .isInstanceOfSatisfying(
            TokenCut.Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  /** A URL that was good for one placement is held against every other one anew. */
  @Test
  void remembersAUrlForTheSamePlacementOnly() throws Exception {
    String url = "https://cdn.example/remembered/a.m3u8?u=1";
    Placement placement = new Placement(Carrier.QUERY, "t", "/remembered", Map.of());
    RequestTarget target = TokenCutter.target(url, placement);

    assertThat(TokenCutter.target(url, placement)).isSameAs(target);
    assertThat(TokenCutter.place("x", url, placement).url()).isEqualTo(url + "&t=x");
    for (Placement other :
        List.of(
            new Placement(Carrier.QUERY, "u", "/remembered", Map.of()),
            new Placement(Carrier.QUERY, "t", "/elsewhere", Map.of()))) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> TokenCutter.target(url, other))
            .isInstanceOf(UnsupportedGrantException.class);
      }
    }
    assertThat(TokenCutter.place("x", url, placement).url()).isEqualTo(url + "&t=x");
  }

  @Test
  void placesOnMoreUrlsThanItRemembers() throws Exception {
    Placement placement = new Placement(Carrier.PATH, "t", "", Map.of());
    for (int i = 0; i < 2000; i++) {
      String path = "/live/" + i + (i % 7 == 0 ? "/" + "a".repeat(1500) : "") + "/m.m3u8";
      for (int j = 0; j < 2; j++) {
        assertThat(TokenCutter.place("x", "https://cdn.example" + path, placement).url())
            .isEqualTo("https://cdn.example/t=x" + path);
      }
    }
  }
}
