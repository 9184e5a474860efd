package io.playgate.revocation.rule;

import io.playgate.revocationlist.RevocationRule;
import io.playgate.revocationlist.RevocationScope;
import io.playgate.support.openapi.Enumerations;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Names the scopes and kinds of rules in the API's description. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 50)
public final class ApiWords implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI document) {
    List<String> scopes =
        Arrays.stream(RevocationScope.values()).map(RevocationScope::wireName).toList();
    List<String> kinds =
        Arrays.stream(RevocationRule.Kind.values()).map(RevocationRule.Kind::wireName).toList();
    for (String schema : List.of("Revocation", "RevocationRequest")) {
      Enumerations.put(document, schema, "scope", scopes);
      Enumerations.put(document, schema, "kind", kinds);
    }
  }
}
