package io.playgate.revocation.webhook;

import io.playgate.revocation.billing.BillingSource;
import io.playgate.revocation.billing.BillingSources;
import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Describes the webhook of each registered source, in place of the one path for all. A filter also
 * for the proofs, because the framework takes the first scheme that is declared by annotation for
 * that of every guarded operation.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public final class WebhookDescriptions implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI document) {
    String path = WebhookResource.PATH + "{" + WebhookResource.SOURCE + "}";
    Operation common = document.getPaths().getPathItem(path).getPOST();
    document.getPaths().removePathItem(path);
    for (BillingSource source : Arc.container().instance(BillingSources.class).get().all()) {
      BillingSource.Proof proof = source.description().proof();
      document
          .getPaths()
          .addPathItem(
              WebhookResource.PATH + source.name(),
              OASFactory.createPathItem().POST(describe(source.description(), common)));
      document
          .getComponents()
          .addSecurityScheme(
              proof.scheme(),
              OASFactory.createSecurityScheme()
                  .type(SecurityScheme.Type.APIKEY)
                  .in(SecurityScheme.In.HEADER)
                  .name(proof.header())
                  .description(proof.description()));
    }
  }

  private static Operation describe(BillingSource.Description source, Operation common) {
    Operation operation =
        OASFactory.createOperation()
            .summary(source.summary())
            .description(source.description())
            .operationId(source.operationId())
            .tags(common.getTags());
    for (String header : source.headers()) {
      operation.addParameter(
          OASFactory.createParameter()
              .name(header)
              .in(Parameter.In.HEADER)
              .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
    }
    APIResponses responses = OASFactory.createAPIResponses();
    common
        .getResponses()
        .getAPIResponses()
        .forEach((status, response) -> {
          // A path that is described is that of a source.
          if (!status.equals("404")) {
            responses.addAPIResponse(status, response);
          }
        });
    return operation
        .requestBody(common.getRequestBody())
        .responses(responses)
        .addSecurityRequirement(
            OASFactory.createSecurityRequirement().addScheme(source.proof().scheme()));
  }
}
