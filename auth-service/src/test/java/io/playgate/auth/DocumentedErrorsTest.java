package io.playgate.auth;

import io.playgate.support.testing.DocumentedErrors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentedErrorsTest {

  @Test
  void everyErrorIsDocumented() throws Exception {
    DocumentedErrors.assertTable(
        Path.of("..", "docs"),
        "auth-service",
        Arrays.stream(AuthError.values())
            .map(error -> List.of(error.code(), Integer.toString(error.status()), error.title()))
            .toList());
  }
}
