package io.playgate.token.asset;

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

/** The API by which administrators keep assets. */
@Path("/v1/assets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Assets")
public class AssetResource {
  private final Assets assets;
  private final CatalogueRefresh catalogue;

  AssetResource(Assets assets, CatalogueRefresh catalogue) {
    this.assets = assets;
    this.catalogue = catalogue;
  }

  /** One page of assets. */
  @GET
  @RolesAllowed("catalogue.read")
  @Operation(operationId = "listAssets", summary = "List assets by id")
  public Page<AssetDocument> list(
      @QueryParam("after") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(500) int limit) {
    return assets.list(after, limit);
  }

  /** One asset. */
  @GET
  @Path("{id}")
  @RolesAllowed("catalogue.read")
  @APIResponse(responseCode = "404", description = "unknown-asset")
  @APIResponseSchema(value = AssetDocument.class, responseCode = "200")
  @Operation(operationId = "getAsset", summary = "Read an asset")
  public AssetDocument get(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id) {
    return assets.get(id);
  }

  /** Writes an asset. */
  @PUT
  @Path("{id}")
  @RolesAllowed("catalogue.write")
  @Operation(operationId = "putAsset", summary = "Create or replace an asset")
  @APIResponse(
      responseCode = "200",
      description = "Replaced",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AssetDocument.class)))
  @APIResponse(
      responseCode = "201",
      description = "Created",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AssetDocument.class)))
  @APIResponse(responseCode = "400", description = "invalid-request, unplayable")
  @APIResponse(responseCode = "409", description = "path-conflict")
  public RestResponse<AssetDocument> put(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id,
      @NotNull(message = "the body is missing") @Valid AssetDocument document) {
    if (document.id() != null && !document.id().equals(id)) {
      throw InvalidRequest.of("id", "differs from the path");
    }
    Assets.Written written = assets.put(id, document);
    catalogue.refresh();
    return RestResponse.ResponseBuilder.create(
            written.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
            written.document())
        .build();
  }

  /** Removes an asset. */
  @DELETE
  @Path("{id}")
  @RolesAllowed("catalogue.write")
  @APIResponse(responseCode = "404", description = "unknown-asset")
  @APIResponse(responseCode = "204", description = "Deleted")
  @Operation(operationId = "deleteAsset", summary = "Delete an asset")
  public void delete(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id) {
    assets.delete(id);
    catalogue.refresh();
  }
}
