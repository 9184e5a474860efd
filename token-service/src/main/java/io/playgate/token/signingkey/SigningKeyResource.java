package io.playgate.token.signingkey;

import io.playgate.token.catalogue.CatalogueId;
import io.playgate.token.catalogue.CatalogueRefresh;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Rotation of a delivery profile's signing keys. */
@Path("/v1/delivery-profiles/{id}/keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Signing keys")
public class SigningKeyResource {
  private final SigningKeys keys;
  private final CatalogueRefresh catalogue;

  SigningKeyResource(SigningKeys keys, CatalogueRefresh catalogue) {
    this.keys = keys;
    this.catalogue = catalogue;
  }

  /** The keys of a profile, without their material. */
  @GET
  @RolesAllowed("catalogue.read")
  @APIResponse(responseCode = "404", description = "unknown-profile")
  @APIResponse(
      responseCode = "200",
      description = "The keys",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = SigningKeyDocument.class)))
  @Operation(
      operationId = "listSigningKeys",
      summary = "List the signing keys of a delivery profile")
  public List<SigningKeyDocument> list(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id) {
    return keys.list(id);
  }

  /** Makes the next key; edges are told at once. */
  @POST
  @RolesAllowed("catalogue.write")
  @ResponseStatus(201)
  @Operation(operationId = "publishNextSigningKey", summary = "Publish a next signing key")
  @APIResponseSchema(
      value = SigningKeyDocument.class,
      responseCode = "201",
      responseDescription = "Published")
  @APIResponse(responseCode = "404", description = "unknown-profile")
  @APIResponse(responseCode = "409", description = "next-key-exists, profile-without-keys")
  public SigningKeyDocument publishNext(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id) {
    SigningKeyDocument made = keys.publishNext(id);
    catalogue.refresh();
    return made;
  }

  /** Lets a next key sign once every edge has had the time to fetch it. */
  @POST
  @Path("{kid}/activate")
  @RolesAllowed("catalogue.write")
  @APIResponse(responseCode = "404", description = "unknown-profile, unknown-key")
  @APIResponse(responseCode = "409", description = "key-not-next, key-not-distributed")
  @APIResponseSchema(value = SigningKeyDocument.class, responseCode = "200")
  @Operation(
      operationId = "activateSigningKey",
      summary = "Activate the next signing key",
      description =
          "The key becomes active once it has been published for the distribution time; until then"
              + " it stays next and activateAt says when. With now=true it does so at once: edges"
              + " that lack it fetch it when they first see it.")
  public SigningKeyDocument activate(
      @PathParam("id") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String id,
      @PathParam("kid") @Pattern(regexp = CatalogueId.PATTERN, message = CatalogueId.MESSAGE)
          String kid,
      @QueryParam("now") @DefaultValue("false") boolean now) {
    SigningKeyDocument key = keys.activate(id, kid, now);
    catalogue.refresh();
    return key;
  }
}
