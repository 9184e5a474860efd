package io.playgate.auth.client;

import io.playgate.support.openapi.Enumerations;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Names the scopes of clients in the API's description. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 50)
public final class ApiWords implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI document) {
    for (String schema : List.of("NewClient", "ClientView")) {
      Enumerations.put(document, schema, "scopes", new TreeSet<>(Scope.GRANTABLE));
    }
  }
}
