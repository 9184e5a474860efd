package io.playgate.support.problem;

import io.playgate.support.oauth.OAuthError;
import io.playgate.support.testing.DocumentedErrors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentedErrorsTest {

  private static final Path DOCS = Path.of("..", "..", "docs");

  @Test
  void everyErrorIsDocumented() throws Exception {
    DocumentedErrors.assertTable(
        DOCS,
        "all services",
        Arrays.stream(CommonError.values())
            .map(error -> List.of(error.code(), Integer.toString(error.status()), error.title()))
            .toList());
  }

  @Test
  void everyErrorOfTheOAuthEndpointsIsDocumented() throws Exception {
    DocumentedErrors.assertTable(
        DOCS,
        "OAuth endpoints",
        Arrays.stream(OAuthError.values())
            .map(error -> List.of(error.code(), Integer.toString(error.status())))
            .toList());
  }
}
