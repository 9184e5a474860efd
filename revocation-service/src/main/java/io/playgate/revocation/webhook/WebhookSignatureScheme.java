package io.playgate.revocation.webhook;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Describes the signature of a webhook as the credential it is. A filter, because the framework
 * takes the first scheme that is declared by annotation for that of every guarded operation.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class WebhookSignatureScheme implements OASFilter {

  static final String NAME = "webhook";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Components components = document.getComponents();
    if (components == null) {
      components = OASFactory.createComponents();
      document.setComponents(components);
    }
    components.addSecurityScheme(
        NAME,
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.APIKEY)
            .in(SecurityScheme.In.HEADER)
            .name("webhook-signature")
            .description(
                "Standard Webhooks: v1, a comma, and the base64 HMAC-SHA256 of webhook-id,"
                    + " webhook-timestamp and body, joined by full stops."));
  }
}
