package io.playgate.auth.entitlement;

import io.playgate.support.entitlement.EntitlementId;
import io.playgate.support.identifier.Identifiers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The admin API over the entitlements of a viewer. */
@Path("/v1/viewers/{viewerId}/entitlements")
@Tag(name = "Entitlements")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EntitlementResource {

  /** The source where none is named. */
  static final String STANDARD = "standard";

  private final EntitlementService entitlements;

  @Inject
  EntitlementResource(EntitlementService entitlements) {
    this.entitlements = entitlements;
  }

  /** Lists them. */
  @GET
  @RolesAllowed("viewers.read")
  @Operation(
      operationId = "listEntitlements",
      summary = "What the viewer may watch now, and what each source says")
  @APIResponseSchema(EntitlementList.class)
  @APIResponse(responseCode = "404", description = "unknown-viewer")
  public EntitlementList list(@PathParam("viewerId") String viewerId) {
    return entitlements.list(viewerId);
  }

  /** Sets one. */
  @PUT
  @Path("/{package}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed("viewers.write")
  @Operation(
      operationId = "setEntitlement",
      summary = "Set what a source says of the viewer's right to a package",
      description =
          "Replaces what that source said before. It is in the next viewer token, at sign-in or"
              + " refresh; to stop what plays already, revoke at revocation-service too.")
  @APIResponseSchema(value = EntitlementView.class, responseCode = "200")
  @APIResponse(responseCode = "404", description = "unknown-viewer")
  @APIResponse(responseCode = "409", description = "too-many-entitlements")
  public EntitlementView set(
      @PathParam("viewerId") String viewerId,
      @PathParam("package") @Pattern(regexp = Identifiers.PACKAGE) String packageId,
      @NotNull @Valid EntitlementRequest wanted) {
    return entitlements.set(viewerId, packageId, wanted);
  }

  /** Deletes one. */
  @DELETE
  @Path("/{package}")
  @RolesAllowed("viewers.write")
  @Operation(operationId = "deleteEntitlement", summary = "Forget what a source says of a package")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "404", description = "unknown-viewer, unknown-entitlement")
  public void delete(
      @PathParam("viewerId") String viewerId,
      @PathParam("package") @Pattern(regexp = Identifiers.PACKAGE) String packageId,
      @QueryParam("source") @DefaultValue(STANDARD) @Pattern(regexp = Identifiers.SOURCE)
          String source,
      @QueryParam("subscription")
          @DefaultValue(EntitlementId.NO_SUBSCRIPTION)
          @Pattern(
              regexp = Identifiers.SUBSCRIPTION_OR_NONE,
              message = Identifiers.SUBSCRIPTION_MESSAGE)
          String subscription) {
    entitlements.delete(viewerId, packageId, source, subscription);
  }
}
