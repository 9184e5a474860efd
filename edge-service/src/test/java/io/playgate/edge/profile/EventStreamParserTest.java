package io.playgate.edge.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamParserTest {

  private final List<String> events = new ArrayList<>();
  private final EventStreamParser parser =
      new EventStreamParser((type, data) -> events.add(type + "|" + data));

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void everyLineEndWorksHoweverTheBytesAreCut(String end) {
    String stream =
        String.join(
            end,
            ":comment",
            "event: configuration",
            "id: 7",
            "data: {\"\u00e4\":",
            "data:1}",
            "",
            "event:position",
            "data",
            "",
            "event: without-data",
            "",
            "data: plain",
            "",
            "data: cut off");
    for (byte b : stream.getBytes(UTF_8)) {
      assertThat(parser.feed(new byte[] {b})).isTrue();
    }
    assertThat(events)
        .containsExactly("configuration|{\"\u00e4\":\n1}", "position|", "message|plain");
  }

  @Test
  void anEndlessEventIsGivenUp() {
    byte[] part = "data: ".concat("x".repeat(1 << 20)).getBytes(UTF_8);
    boolean more = true;
    for (int i = 0; i < 10 && more; i++) {
      more = parser.feed(part);
    }
    assertThat(more).isFalse();
    assertThat(events).isEmpty();
  }
}
