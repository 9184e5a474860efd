package io.playgate.auth.viewer;

import com.fasterxml.jackson.databind.JsonNode;
import io.playgate.support.http.ServiceLinks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The admin API over viewers. */
@Path("/v1/viewers")
@Tag(name = "Viewers")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ViewerResource {

  private final ViewerService viewers;
  private final ServiceLinks links;

  @Inject
  ViewerResource(ViewerService viewers, ServiceLinks links) {
    this.viewers = viewers;
    this.links = links;
  }

  /** Creates a viewer. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed("viewers.write")
  @Operation(operationId = "createViewer", summary = "Create a viewer")
  @APIResponseSchema(
      value = ViewerView.class,
      responseCode = "201",
      responseDescription = "Created")
  @APIResponse(responseCode = "409", description = "email-taken, external-id-taken")
  public RestResponse<ViewerView> create(@NotNull @Valid NewViewer viewer) {
    ViewerView created = viewers.create(viewer);
    return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, created)
        .header("Location", links.to("/v1/viewers/" + created.id()))
        .build();
  }

  /** Finds a viewer by e-mail address or external id. */
  @GET
  @RolesAllowed("viewers.read")
  @Operation(
      operationId = "searchViewers",
      summary = "Find a viewer by email or externalId; none or one is answered")
  public ViewerList search(
      @QueryParam("email") @Size(max = 254) @Pattern(regexp = NewViewer.EMAIL)
          @Nullable String email,
      @QueryParam("externalId") @Size(max = 128) @Pattern(regexp = NewViewer.EXTERNAL_ID)
          @Nullable String externalId) {
    return new ViewerList(viewers.search(email, externalId));
  }

  /** Reads a viewer. */
  @GET
  @Path("/{id}")
  @RolesAllowed("viewers.read")
  @Operation(operationId = "getViewer", summary = "Read a viewer")
  @APIResponseSchema(ViewerView.class)
  @APIResponse(responseCode = "404", description = "unknown-viewer")
  public ViewerView get(@PathParam("id") String id) {
    return viewers.find(id);
  }

  /** Changes a viewer. */
  @PATCH
  @Path("/{id}")
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  @RolesAllowed("viewers.write")
  @Operation(
      operationId = "changeViewer",
      summary = "Change a viewer (JSON merge patch)",
      description =
          "Members: email, externalId, password, state (active or disabled), deviceLimit,"
              + " sessionLimit; null takes a value away. A new password, or disabling, ends every"
              + " sign-in session of the viewer.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponseSchema(value = ViewerView.class, responseCode = "200")
  @APIResponse(responseCode = "404", description = "unknown-viewer")
  @APIResponse(responseCode = "409", description = "email-taken, external-id-taken")
  public ViewerView change(@PathParam("id") String id, @NotNull JsonNode patch) {
    return viewers.change(id, ViewerPatch.parse(patch));
  }

  /** Deletes a viewer with everything known of them. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed("viewers.write")
  @Operation(operationId = "deleteViewer", summary = "Delete a viewer and all that belongs to them")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "404", description = "unknown-viewer")
  public void delete(@PathParam("id") String id) {
    viewers.delete(id);
  }
}
