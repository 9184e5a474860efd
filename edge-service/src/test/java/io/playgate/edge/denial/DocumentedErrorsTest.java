package io.playgate.edge.denial;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.DenyCode;
import io.playgate.support.testing.DocumentedErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentedErrorsTest {

  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void everyErrorIsDocumented() throws Exception {
    DocumentedErrors.assertTable(
        DOCS,
        "edge-service",
        Arrays.stream(EdgeError.values())
            .map(error -> List.of(error.code(), Integer.toString(error.status()), error.title()))
            .toList());
  }

  @Test
  void everyErrorIsInTheDescriptionOfTheApi() throws Exception {
    assertThat(Files.readString(DOCS.resolve("openapi").resolve("edge-service.yaml")).lines())
        .map(String::strip)
        .containsAll(Arrays.stream(EdgeError.values()).map(error -> "- " + error.code()).toList());
  }

  @Test
  void everyDenyNumberIsDocumented() throws Exception {
    DocumentedErrors.assertTable(
        DOCS,
        "Deny numbers",
        Arrays.stream(DenyCode.values())
            .map(deny -> List.of(Integer.toString(deny.number()), deny.code()))
            .toList());
  }
}
