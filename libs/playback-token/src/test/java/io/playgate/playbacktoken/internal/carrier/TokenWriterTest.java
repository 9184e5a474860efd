package io.playgate.playbacktoken.internal.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Carrier;
import io.playgate.playbacktoken.Placement;
import io.playgate.playbacktoken.SignedToken;
import io.playgate.playbacktoken.UnsupportedGrantException;
import io.playgate.playbacktoken.internal.dialect.Signatures;
import io.playgate.playbacktoken.internal.text.AsciiText;
import io.playgate.playbacktoken.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TokenWriterTest {
  private static final String URL = "https://cdn.example/live/42/m.m3u8?q=1";

  @Property
  void writesNumbersInDecimal(
      @ForAll @LongRange(min = 0) long number, @ForAll @IntRange(max = 63) int shift)
      throws Exception {
    long shifted = number >>> shift;

    assertThat(writer(Carrier.HEADER).append(shifted).place().value())
        .isEqualTo(Long.toString(shifted));
  }

  @Example
  void writesNumbersAtTheirBorders() throws Exception {
    for (long power = 1; power > 0 && power < Long.MAX_VALUE / 10; power *= 10) {
      for (long number : new long[] {power - 1, power, power + 1, 9 * power}) {
        assertThat(writer(Carrier.HEADER).append(number).place().value())
            .isEqualTo(Long.toString(number));
      }
    }
    assertThat(writer(Carrier.HEADER).append(Long.MAX_VALUE).place().value())
        .isEqualTo("9223372036854775807");
  }

  @Example
  void writesTheTokenWhereItWillStand() throws Exception {
    assertThat(write(Carrier.QUERY).url()).isEqualTo(URL + "&hdnts=exp=1~id=a");
    assertThat(write(Carrier.PATH).url())
        .isEqualTo("https://cdn.example/live/hdnts=exp=1~id=a/42/m.m3u8?q=1");
    assertThat(write(Carrier.COOKIE).url()).isEqualTo(URL);
    assertThat(write(Carrier.COOKIE).cookies()).isEqualTo(Map.of("hdnts", "exp=1~id=a"));
    assertThat(write(Carrier.HEADER).headers()).isEqualTo(Map.of("hdnts", "exp=1~id=a"));
    assertThat(write(Carrier.PATH).value()).isEqualTo("exp=1~id=a");
  }

  private static SignedToken write(Carrier carrier) throws UnsupportedGrantException {
    TokenWriter token =
        TokenWriter.at(URL, new Placement(carrier, "hdnts", "/live", Map.of()))
            .append(new AsciiText.Word("exp="))
            .append(1)
            .append("~id=");
    assertThat(token.appendName("a")).isTrue();
    return token.place();
  }

  @Example
  void signsWhatIsWritten() throws Exception {
    byte[] secret = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    SigningKey key = new SigningKey("k", "HS256", new SecretKeySpec(secret, "HmacSHA256"));
    TokenWriter token = writer(Carrier.QUERY).append("exp=1");

    byte[] mac = token.sign(key);

    assertThat(mac).isEqualTo(Signatures.sign(key, "exp=1".getBytes(StandardCharsets.UTF_8)));
    assertThat(token.appendHex(mac).place().value())
        .isEqualTo("exp=1" + HexFormat.of().formatHex(mac));
  }

  @Example
  void refusesWhatTheCarrierCannotHold() {
    for (Carrier carrier : Carrier.values()) {
      String excluded =
          switch (carrier) {
            case PATH -> "/?#";
            case QUERY -> "&#+";
            case COOKIE -> "\",;\\";
            case HEADER -> "";
          };
      for (char c = 0; c < 300; c++) {
        boolean fits = c > ' ' && c < 0x7f && excluded.indexOf(c) < 0;
        String text = "a" + c + "b";
        if (fits) {
          assertThat(placed(carrier, text)).isEqualTo(text);
        } else {
          assertThatThrownBy(() -> writer(carrier).append(text).append("c").place())
              .isInstanceOfSatisfying(
                  UnsupportedGrantException.class,
                  e -> assertThat(e.code()).isEqualTo("carrier-charset"));
        }
      }
    }
  }

  private static String placed(Carrier carrier, String text) {
    try {
      return writer(carrier).append(text).place().value();
    } catch (UnsupportedGrantException e) {
      return e.code();
    }
  }

  @Example
  void writesNothingOfWhatIsNoName() throws Exception {
    TokenWriter token = writer(Carrier.QUERY).append("x");

    for (String other : List.of("a.b", "a b", "a~b", "\u0141", "\ud800")) {
      assertThat(token.appendName(other)).isFalse();
    }
    assertThat(token.place().value()).isEqualTo("x");
  }

  @Example
  void refusesATokenThatNoOneReads() throws Exception {
    String longest = "a".repeat(TokenCutter.MAX_TOKEN_LENGTH);

    assertThat(writer(Carrier.HEADER).append(longest).place().value()).isEqualTo(longest);
    assertThatThrownBy(() -> writer(Carrier.HEADER).append(longest).append("a").place())
        .isInstanceOfSatisfying(
            UnsupportedGrantException.class, e -> assertThat(e.code()).isEqualTo("token-too-long"));
  }

  @Example
  void growsWithWhatIsWritten() throws Exception {
    AsciiText piece = Objects.requireNonNull(AsciiText.of("0123456789"));
    TokenWriter token = writer(Carrier.QUERY);
    for (int i = 0; i < 500; i++) {
      token.append(piece);
    }

    assertThat(token.place().value()).isEqualTo("0123456789".repeat(500));
  }

  private static TokenWriter writer(Carrier carrier) throws UnsupportedGrantException {
    return TokenWriter.at(URL, new Placement(carrier, "t", "", Map.of()));
  }
}
