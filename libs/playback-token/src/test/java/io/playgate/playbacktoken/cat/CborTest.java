package io.playgate.playbacktoken.cat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.playgate.playbacktoken.Requests;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {

  private static CborItem read(String hex) throws RefusedTokenException {
    return CborReader.read(HexFormat.of().parseHex(hex));
  }

  /** RFC 8949 appendix A, as far as a token may hold it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "01",
        "0a",
        "17",
        "1818",
        "1819",
        "1864",
        "1903e8",
        "1a000f4240",
        "1b000000e8d4a51000",
        "20",
        "29",
        "3863",
        "3903e7",
        "f93e00",
        "fb3ff199999999999a",
        "f90001",
        "f90400",
        "fbc010666666666666",
        "f4",
        "f5",
        "f6",
        "f7",
        "c074323031332d30332d32315432303a30343a30305a",
        "c11a514b67b0",
        "d74401020304",
        "d818456449455446",
        "40",
        "4401020304",
        "60",
        "6161",
        "6449455446",
        "62225c",
        "62c3bc",
        "63e6b0b4",
        "64f0908591",
        "80",
        "83010203",
        "8301820203820405",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        "a0",
        "a201020304",
        "a26161016162820203",
        "826161a161626163",
        "a56161614161626142616361436164614461656145"
      })
  void readsAndWritesTheStandardsExamples(String hex) throws Exception {
    byte[] written = new CborWriter().item(read(hex)).toByteArray();

    assertThat(HexFormat.of().formatHex(written)).isEqualTo(hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Not the shortest: integers, a length, floating-point numbers.
        "1800",
        "1817",
        "190018",
        "1900ff",
        "1a00000001",
        "1a0000ffff",
        "1b0000000000000001",
        "1b00000000ffffffff",
        "3817",
        "580161",
        "780161",
        "980100",
        "b8010000",
        "d80161",
        "fa3fc00000",
        "fb3ff8000000000000",
        // Whole numbers, and none, as floating-point numbers.
        "f90000",
        "f98000",
        "f93c00",
        "fa47c35000",
        "fb7e37e43c8800759c",
        "f97c00",
        "f97e00",
        "fa7fc00000",
        "fb7ff0000000000000",
        // Beyond 63 bits.
        "1b8000000000000000",
        "1bffffffffffffffff",
        "3bffffffffffffffff",
        // Indefinite lengths, and breaks.
        "5f42010243030405ff",
        "7f657374726561646d696e67ff",
        "9fff",
        "9f018202039f0405ffff",
        "bf61610161629f0203ffff",
        "ff",
        // Reserved forms and simple values.
        "1c",
        "1d",
        "1e",
        "1f",
        "3f",
        "df00",
        "f0",
        "f8ff",
        "f818",
        "f800",
        "fc",
        // Keys twice, and of other types.
        "a201000100",
        "a2616100616100",
        "a1400a",
        "a1800a",
        "a1f50a",
        // Too short, too long, and lengths that lie.
        "",
        "18",
        "1a0000",
        "41",
        "6261",
        "81",
        "a1",
        "a101",
        "c1",
        "0000",
        "4100ff",
        "5b7fffffffffffffff00",
        "7b7fffffffffffffff00",
        "9b7fffffffffffffff00",
        "bb7fffffffffffffff00",
        "9a7fffffff00",
        "ba7fffffff00",
        // Texts that are not UTF-8: a lone byte, overlong, a surrogate, beyond Unicode.
        "61ff",
        "62c080",
        "63eda080",
        "64f4908080",
        "61c3"
      })
  void refusesWhatIsNotDeterministic(String hex) {
    assertThatThrownBy(() -> read(hex)).isInstanceOf(RefusedTokenException.class);
  }

  @Test
  void nestsEightDeepAndNoDeeper() throws Exception {
    assertThat(read("81".repeat(8) + "00")).isNotNull();
    assertThat(read("a100".repeat(8) + "00")).isNotNull();
    assertThat(read("c1".repeat(8) + "00")).isNotNull();
    for (String nest : List.of("81", "a100", "c1")) {
      assertThatThrownBy(() -> read(nest.repeat(9) + "00"))
          .isInstanceOf(RefusedTokenException.class);
    }
  }

  @Test
  void takesTimeInProportionToTheBytes() {
    Duration spent =
        Requests.cpuTime(() -> {
          for (int first = 0; first < 256; first++) {
            byte[] bytes = new byte[65536];
            Arrays.fill(bytes, (byte) first);
            assertThatThrownBy(() -> CborReader.read(bytes))
                .isInstanceOf(RefusedTokenException.class);
          }
        });

    assertThat(spent).isLessThan(Duration.ofSeconds(3));
  }

  /** No item has a second form, so that no token has one. */
  @Property(tries = 20_000)
  void whatIsAcceptedHasOneForm(@ForAll @Size(max = 24) byte[] bytes) {
    CborItem item;
    try {
      item = CborReader.read(bytes);
    } catch (RefusedTokenException e) {
      return;
    }
    assertThat(new CborWriter().item(item).toByteArray()).isEqualTo(bytes);
  }
}
