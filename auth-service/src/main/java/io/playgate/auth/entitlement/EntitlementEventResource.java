package io.playgate.auth.entitlement;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where revocation-service delivers what billing reported. */
@Path("/v1/entitlement-events")
@Tag(name = "Entitlements")
@RunOnVirtualThread
public class EntitlementEventResource {

  private final EntitlementService entitlements;

  @Inject
  EntitlementEventResource(EntitlementService entitlements) {
    this.entitlements = entitlements;
  }

  /** Takes in an event. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed("entitlements.write")
  @Operation(
      operationId = "takeInEntitlementEvent",
      summary = "Take in what billing reported; the same eventId again changes nothing",
      description =
          "An event older than the last one applied to the same entitlement is answered 204 too:"
              + " repeating it would not help. One about a viewer or package that does not exist is"
              + " not remembered, and can be sent again once they do.")
  @APIResponse(responseCode = "204", description = "Taken in")
  @APIResponse(responseCode = "404", description = "unknown-viewer, unknown-package")
  public void takeIn(@NotNull @Valid EntitlementEvent event) {
    entitlements.apply(event);
  }
}
