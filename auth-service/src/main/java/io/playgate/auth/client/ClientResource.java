package io.playgate.auth.client;

import io.playgate.support.http.ServiceLinks;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The admin API over clients. */
@Path("/v1/clients")
@Tag(name = "Clients")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed("clients.write")
public class ClientResource {

  private final ClientService clients;
  private final SecurityIdentity identity;
  private final ServiceLinks links;

  @Inject
  ClientResource(ClientService clients, SecurityIdentity identity, ServiceLinks links) {
    this.clients = clients;
    this.identity = identity;
    this.links = links;
  }

  /** Registers a client. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createClient",
      summary = "Register a client; its secret is in this answer and never again")
  @APIResponseSchema(
      value = ClientView.class,
      responseCode = "201",
      responseDescription = "Registered")
  @APIResponse(responseCode = "400", description = "invalid-scope, invalid-key")
  @APIResponse(responseCode = "403", description = "scope-not-held")
  @APIResponse(responseCode = "409", description = "client-id-taken, client-id-reserved")
  public RestResponse<ClientView> create(@NotNull @Valid NewClient client) {
    ClientView created = clients.create(client, caller());
    return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, created)
        .header("Location", links.to("/v1/clients/" + created.id()))
        .header("Cache-Control", "no-store")
        .build();
  }

  /** Lists clients. */
  @GET
  @Operation(
      operationId = "listClients",
      summary = "List clients by id, up to 100 after the given one")
  public ClientList list(
      @QueryParam("after") @Pattern(regexp = NewClient.ID) @Nullable String after) {
    return new ClientList(clients.list(after));
  }

  /** Reads a client. */
  @GET
  @Path("/{id}")
  @Operation(operationId = "getClient", summary = "Read a client")
  @APIResponseSchema(ClientView.class)
  @APIResponse(responseCode = "404", description = "unknown-client")
  public ClientView get(@PathParam("id") @Pattern(regexp = NewClient.ID) String id) {
    return clients.find(id);
  }

  /** Deletes a client. */
  @DELETE
  @Path("/{id}")
  @Operation(
      operationId = "deleteClient",
      summary = "Delete a client; tokens it has live out their minutes")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "403", description = "scope-not-held")
  @APIResponse(responseCode = "404", description = "unknown-client")
  public void delete(@PathParam("id") @Pattern(regexp = NewClient.ID) String id) {
    clients.delete(id, caller());
  }

  /** Rotates the secret. */
  @POST
  @Path("/{id}/secrets")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "rotateClientSecret",
      summary = "Make a new secret; the old ones hold for the overlap asked for")
  @APIResponseSchema(value = ClientView.class, responseCode = "200")
  @APIResponse(responseCode = "403", description = "scope-not-held")
  @APIResponse(responseCode = "404", description = "unknown-client")
  public RestResponse<ClientView> rotate(
      @PathParam("id") @Pattern(regexp = NewClient.ID) String id,
      @NotNull @Valid SecretRotation rotation) {
    int overlap = rotation.overlapSeconds() == null ? 0 : rotation.overlapSeconds();
    return RestResponse.ResponseBuilder.ok(
            clients.rotateSecret(id, Duration.ofSeconds(overlap), caller()))
        .header("Cache-Control", "no-store")
        .build();
  }

  /** Replaces the public keys. */
  @PUT
  @Path("/{id}/public-keys")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "replaceClientKeys", summary = "Replace a client's public keys")
  @APIResponseSchema(value = ClientView.class, responseCode = "200")
  @APIResponse(responseCode = "400", description = "invalid-key")
  @APIResponse(responseCode = "403", description = "scope-not-held")
  @APIResponse(responseCode = "404", description = "unknown-client")
  public ClientView replaceKeys(
      @PathParam("id") @Pattern(regexp = NewClient.ID) String id, @NotNull @Valid PublicKeys keys) {
    return clients.replaceKeys(id, keys.keys(), caller());
  }

  private ClientService.Caller caller() {
    return new ClientService.Caller(identity.getPrincipal().getName(), identity.getRoles());
  }
}
