package io.playgate.support.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  private record Times(Instant at, OffsetDateTime until) {}

  private static ObjectMapper json() {
    ObjectMapper json = new ObjectMapper();
    json.registerModule(new JavaTimeModule());
    new Rfc3339Json().customize(json);
    return json;
  }

  /** The first five are the examples of RFC 3339 section 5.8. */
  @ParameterizedTest
  @CsvSource({
    "1985-04-12T23:20:50.52Z, 1985-04-12T23:20:50.520Z",
    "1996-12-19T16:39:57-08:00, 1996-12-20T00:39:57Z",
    "1990-12-31T23:59:60Z, 1990-12-31T23:59:59.999999999Z",
    "1990-12-31T15:59:60-08:00, 1990-12-31T23:59:59.999999999Z",
    "1937-01-01T12:00:27.87+00:20, 1937-01-01T11:40:27.870Z",
    "2026-01-31t12:00:00z, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00+00:00, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00-00:00, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00+23:59, 2026-01-30T12:01:00Z",
    "2026-01-31T12:00:00-23:59, 2026-02-01T11:59:00Z",
    "2026-01-31T12:00:00.1Z, 2026-01-31T12:00:00.100Z",
    "2026-01-31T12:00:00.12345678901234567890Z, 2026-01-31T12:00:00.123456789Z",
    "2026-06-30T23:59:60.5Z, 2026-06-30T23:59:59.999999999Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
  })
  void readsEveryForm(String text, String expected) throws JsonProcessingException {
    Instant time = Instant.parse(expected);

    assertThat(Rfc3339.parse(text)).isEqualTo(time);
    Times times =
        json().readValue("{\"at\":\"%1$s\",\"until\":\"%1$s\"}".formatted(text), Times.class);
    assertThat(times.at()).isEqualTo(time);
    assertThat(times.until().toInstant()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "1700000000",
        "2026-01-31",
        "2026-01-31T12:00Z",
        "2026-01-31T12:00:00",
        "2026-01-31 12:00:00Z",
        " 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00Z\n",
        "2026-01-31T12:00:00.Z",
        "2026-01-31T12:00:00,5Z",
        "2026-01-31T12:00:00+0100",
        "2026-01-31T12:00:00+01",
        "2026-01-31T12:00:00+24:00",
        "2026-01-31T12:00:00+01:60",
        "2026-01-31T12:00:00Z[UTC]",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z",
        "2026-01-31T12:00:61Z",
        "2026-01-31T12:00:60Z",
        "2026-01-30T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "+2026-01-31T12:00:00Z",
        "12026-01-31T12:00:00Z",
        "-0001-01-31T12:00:00Z",
        "20260131T120000Z",
        "2026-W05-6T12:00:00Z",
        "\u0662026-01-31T12:00:00Z",
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Rfc3339.parse(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void numbersAndOtherValuesAreNoTimes() {
    for (String value : new String[] {"1700000000", "1.5", "true", "[2026,1,1]", "{}"}) {
      assertThatThrownBy(() -> json().readValue("{\"at\":" + value + "}", Times.class))
          .isInstanceOf(JsonProcessingException.class);
    }
  }
}
