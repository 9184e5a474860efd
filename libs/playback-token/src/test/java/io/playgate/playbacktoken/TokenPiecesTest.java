package io.playgate.playbacktoken;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.catalogue.Dialects;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenPiecesTest {
  private static final TokenPieces PATH =
      TokenPieces.of(new Placement(Carrier.PATH, "tok", "/m", Map.of()), "abc");
  private static final TokenPieces QUERY =
      TokenPieces.of(new Placement(Carrier.QUERY, "tok", "/m", Map.of()), "abc");

  @ParameterizedTest
  @CsvSource({
    "https://cdn.example/m/v/1.ts, https://cdn.example/m/tok=abc/v/1.ts",
    "https://cdn.example/m/v/1.ts?a=/m/b#c, https://cdn.example/m/tok=abc/v/1.ts?a=/m/b#c",
    "/m/v/1.ts, /m/tok=abc/v/1.ts",
    "/m/v/$Number$.ts, /m/tok=abc/v/$Number$.ts",
    "/m/tok=abc/v/1.ts, /m/tok=abc/v/1.ts",
    "/m/tok=other/v/1.ts, /m/tok=other/v/1.ts",
    "/m/token=abc/v/1.ts, /m/tok=abc/token=abc/v/1.ts",
    "/m2/v/1.ts, /m2/v/1.ts",
    "/m, /m",
    "https://cdn.example, https://cdn.example",
    "https://cdn.example?x=/m/y, https://cdn.example?x=/m/y",
  })
  void inThePathItStandsBehindTheBasePath(String url, String expected) {
    assertThat(PATH.on(url)).isEqualTo(expected);
    assertThat(PATH.on(expected)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://cdn.example/m/v/1.ts, https://cdn.example/m/v/1.ts?tok=abc",
    "https://cdn.example/m/v/1.ts?a=b#c, https://cdn.example/m/v/1.ts?a=b&tok=abc#c",
    "/m/v/1.ts?, /m/v/1.ts?tok=abc",
    "/m/v/1.ts?a&, /m/v/1.ts?a&tok=abc",
    "/m/v/1.ts?tok=other, /m/v/1.ts?tok=other",
    "/m/v/1.ts?tok, /m/v/1.ts?tok",
    "/m/v/1.ts?token=1, /m/v/1.ts?token=1&tok=abc",
    "/m/v/1.ts?atok=1, /m/v/1.ts?atok=1&tok=abc",
    "/m/tok=x/1.ts, /m/tok=x/1.ts?tok=abc",
    "/m/v/1.ts#?tok=x, /m/v/1.ts?tok=abc#?tok=x",
  })
  void inTheQueryItIsTheLastParameter(String url, String expected) {
    assertThat(QUERY.on(url)).isEqualTo(expected);
    assertThat(QUERY.on(expected)).isEqualTo(expected);
  }

  @Test
  void whatWouldEndAParameterIsEscaped() {
    Placement placement = new Placement(Carrier.QUERY, "tok", "/m", Map.of());

    assertThat(TokenPieces.of(placement, "a&b=1#c").on("/m/v/1.ts"))
        .isEqualTo("/m/v/1.ts?tok=a%26b=1%23c");
  }

  @Test
  void besideTheUrlItChangesNone() {
    for (Carrier carrier : List.of(Carrier.COOKIE, Carrier.HEADER)) {
      TokenPieces pieces = TokenPieces.of(new Placement(carrier, "tok", "/m", Map.of()), "abc");

      assertThat(pieces.on("https://cdn.example/m/v/1.ts"))
          .isEqualTo("https://cdn.example/m/v/1.ts");
      assertThat(pieces.areInPath() || pieces.areInQuery()).isFalse();
    }
  }

  @Test
  void anEscapedOneIsStillRecognised() {
    TokenPieces escaped = PATH.escaped(text -> text.replace("=", "%3D"));

    assertThat(escaped.on("/m/v/1.ts")).isEqualTo("/m/tok%3Dabc/v/1.ts");
    assertThat(escaped.on("/m/tok=abc/v/1.ts")).isEqualTo("/m/tok=abc/v/1.ts");
  }

  @Test
  void severalParametersOfOneTokenAreCarriedTogether() {
    PresentedToken token =
        cut(
            "cloudfront",
            new Placement(Carrier.QUERY, "Policy", "/m", Map.of()),
            "/m/a.m3u8?x=1&Policy=p&Signature=s&y=2&Key-Pair-Id=k");

    assertThat(token.pieces().names()).containsExactly("Policy", "Signature", "Key-Pair-Id");
    assertThat(token.pieces().parameters()).isEqualTo("Policy=p&Signature=s&Key-Pair-Id=k");
    assertThat(token.on("/m/b.ts?z=3")).isEqualTo("/m/b.ts?z=3&Policy=p&Signature=s&Key-Pair-Id=k");
  }

  @Test
  void aTokenStaysAsItWasSent() {
    PresentedToken token =
        cut("edgeauth", new Placement(Carrier.QUERY, "t", "/m", Map.of()), "/m/a?x=1&t=a+b%7E&y");

    assertThat(token.on("/m/b")).isEqualTo("/m/b?t=a+b%7E");
  }

  @Test
  void aTokenInAPathIsFoundWhateverThePathLooksLike() {
    Placement placement = new Placement(Carrier.PATH, "t", "/m", Map.of());

    assertThat(cut("edgeauth", placement, "/m/t=abc/t/m/t/a?b").on("/m/x")).isEqualTo("/m/t=abc/x");
    assertThat(cut("edgeauth", placement, "/m/t=abc/a/../b").on("/m/x")).isEqualTo("/m/t=abc/x");
    assertThat(cut("edgeauth", placement, "https://e.example/m/t=abc/a").on("/m/x"))
        .isEqualTo("/m/t=abc/x");
  }

  private static PresentedToken cut(String dialect, Placement placement, String target) {
    return (PresentedToken)
        Formats.open(Dialects.registry().findSigned(dialect).orElseThrow(), placement)
            .cut(Requests.get(target));
  }
}
