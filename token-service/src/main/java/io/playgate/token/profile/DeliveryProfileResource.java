package io.playgate.token.profile;

import io.playgate.support.problem.InvalidRequest;
import io.playgate.token.catalogue.CatalogueId;
import io.playgate.token.catalogue.CatalogueRefresh;
import io.playgate.token.catalogue.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The API by which administrators keep delivery profiles. */
@Path("/v1/delivery-profiles")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Delivery profiles")
public class DeliveryProfileResource {
  private final DeliveryProfiles profiles;
  private final CatalogueRefresh catalogue;

  DeliveryProfileResource(DeliveryProfiles profiles, CatalogueRefresh catalogue) {
    this.profiles = profiles;
    this.catalogue = catalogue;
  }

  /** One page of profiles. */
  @GET
  @RolesAllowed("catalogue.read")
  @Operation(operationId = "listDeliveryProfiles", summary = "List delivery profiles by id")
  public Page<DeliveryProfileDocument> list(
      @QueryParam("after") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(500) int limit) {
    return profiles.list(after, limit);
  }

  /** One profile. */
  @GET
  @Path("{id}")
  @RolesAllowed("catalogue.read")
  @APIResponse(responseCode = "404", description = "unknown-profile")
  @APIResponseSchema(value = DeliveryProfileDocument.class, responseCode = "200")
  @Operation(operationId = "getDeliveryProfile", summary = "Read a delivery profile")
  public DeliveryProfileDocument get(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id) {
    return profiles.get(id);
  }

  /** Writes a profile; a new one gets its first signing key. */
  @PUT
  @Path("{id}")
  @RolesAllowed("catalogue.write")
  @Operation(operationId = "putDeliveryProfile", summary = "Create or replace a delivery profile")
  @APIResponse(
      responseCode = "200",
      description = "Replaced",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DeliveryProfileDocument.class)))
  @APIResponse(
      responseCode = "201",
      description = "Created",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = DeliveryProfileDocument.class)))
  @APIResponse(
      responseCode = "400",
      description = "invalid-request, unsupported-profile, unplayable")
  @APIResponse(responseCode = "409", description = "base-url-conflict, dialect-fixed")
  public RestResponse<DeliveryProfileDocument> put(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id,
      @NotNull(message = "the body is missing") @Valid DeliveryProfileDocument document) {
    if (document.id() != null && !document.id().equals(id)) {
      throw InvalidRequest.of("id", "differs from the path");
    }
    DeliveryProfiles.Written written = profiles.put(id, document);
    catalogue.refresh();
    return RestResponse.ResponseBuilder.create(
            written.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
            written.document())
        .build();
  }

  /** Removes a profile that no asset uses, and its keys. */
  @DELETE
  @Path("{id}")
  @RolesAllowed("catalogue.write")
  @APIResponse(responseCode = "404", description = "unknown-profile")
  @APIResponse(responseCode = "409", description = "profile-in-use")
  @APIResponse(responseCode = "204", description = "Deleted")
  @Operation(
      operationId = "deleteDeliveryProfile",
      summary = "Delete a delivery profile that no asset uses")
  public void delete(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id) {
    profiles.delete(id);
    catalogue.refresh();
  }
}
