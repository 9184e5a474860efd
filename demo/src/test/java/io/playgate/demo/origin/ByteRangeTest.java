package io.playgate.demo.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.demo.origin.ByteRange.Part;
import io.playgate.demo.origin.ByteRange.Unsatisfiable;
import io.playgate.demo.origin.ByteRange.Whole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @Test
  void partsAreFound() {
    assertThat(ByteRange.of("bytes=0-99", 1000)).isEqualTo(new Part(0, 99));
    assertThat(ByteRange.of("bytes=900-", 1000)).isEqualTo(new Part(900, 999));
    assertThat(ByteRange.of("bytes=900-5000", 1000)).isEqualTo(new Part(900, 999));
    assertThat(ByteRange.of("bytes=-100", 1000)).isEqualTo(new Part(900, 999));
    assertThat(ByteRange.of("bytes=-5000", 1000)).isEqualTo(new Part(0, 999));
    assertThat(new Part(0, 99).length()).isEqualTo(100);
  }

  @Test
  void whatTheFileDoesNotHaveIsUnsatisfiable() {
    assertThat(ByteRange.of("bytes=1000-", 1000)).isEqualTo(new Unsatisfiable());
    assertThat(ByteRange.of("bytes=999999999999999999-", 1000)).isEqualTo(new Unsatisfiable());
    assertThat(ByteRange.of("bytes=-0", 1000)).isEqualTo(new Unsatisfiable());
    assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new Unsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=0-1,3-4",
        "items=0-1",
        "bytes=a-b",
        "bytes=99999999999999999999-"
      })
  void nonsenseCountsAsNone(String header) {
    assertThat(ByteRange.of(header, 1000)).isEqualTo(new Whole());
  }

  @Test
  void noHeaderIsTheWholeFile() {
    assertThat(ByteRange.of(null, 1000)).isEqualTo(new Whole());
  }
}
