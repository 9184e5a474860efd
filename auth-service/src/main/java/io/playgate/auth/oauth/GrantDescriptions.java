package io.playgate.auth.oauth;

import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Writes the registered grants and their parameters into the description of the API. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public final class GrantDescriptions implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Grants grants = Arc.container().instance(Grants.class).get();
    Operation token = document.getPaths().getPathItem(TokenResource.PATH).getPOST();
    token.setDescription(
        grants.all().stream()
            .map(grant -> grant.type() + ": " + grant.description())
            .collect(Collectors.joining(" ")));
    Map<String, Schema> properties = new LinkedHashMap<>();
    for (String name : TokenRequest.COMMON) {
      Schema text = text();
      properties.put(name, text);
      if (name.equals("grant_type")) {
        text.setEnumeration(new ArrayList<>(grants.types()));
      } else if (name.equals("scope")) {
        grants.parameters().forEach(own -> properties.put(own, text()));
      }
    }
    token
        .getRequestBody()
        .getContent()
        .getMediaTypes()
        .values()
        .forEach(form -> form.getSchema().setProperties(properties));
  }

  private static Schema text() {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }
}
