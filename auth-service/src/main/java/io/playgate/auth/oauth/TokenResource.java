package io.playgate.auth.oauth;

import io.playgate.auth.signin.TokenPair;
import io.playgate.support.limit.CallerAddresses;
import io.playgate.support.request.IgnoresUnknownParameters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The token endpoint (RFC 6749 section 3.2). */
@Path(TokenResource.PATH)
@IgnoresUnknownParameters("RFC 6749 section 3.2")
@Tag(name = "OAuth 2.0")
@PermitAll
@RunOnVirtualThread
public class TokenResource {

  static final String PATH = "/oauth2/token";

  private final TokenHandler handler;
  private final Grants grants;
  private final CallerAddresses addresses;

  @Inject
  TokenResource(TokenHandler handler, Grants grants, CallerAddresses addresses) {
    this.handler = handler;
    this.grants = grants;
    this.addresses = addresses;
  }

  /** Issues tokens. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "token",
      summary = "Issue an access token to a client, or continue a viewer's sign-in session",
      description = "What each registered grant says of itself (GrantDescriptions).")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_FORM_URLENCODED,
              schema = @Schema(type = SchemaType.OBJECT, requiredProperties = "grant_type")))
  @APIResponse(
      responseCode = "200",
      description = "Issued",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(anyOf = {AccessTokenAnswer.class, TokenPair.class})))
  @APIResponse(
      responseCode = "400",
      description =
          "invalid_request, invalid_grant, invalid_scope, unauthorized_client,"
              + " unsupported_grant_type")
  @APIResponse(responseCode = "401", description = "invalid_client")
  @APIResponse(responseCode = "429", description = "too_many_requests; Retry-After says when")
  @APIResponse(responseCode = "503", description = "temporarily_unavailable; Retry-After says when")
  public RestResponse<Object> token(
      MultivaluedMap<String, String> form,
      @Context HttpHeaders headers,
      @Context HttpServerRequest http) {
    List<String> authorization = headers.getRequestHeader(HttpHeaders.AUTHORIZATION);
    Object answer =
        handler.handle(
            TokenRequest.parse(
                form, authorization == null ? List.of() : authorization, grants.parameters()),
            addresses.of(http));
    return RestResponse.ResponseBuilder.ok(answer)
        .header("Cache-Control", "no-store")
        .header("Pragma", "no-cache")
        .build();
  }
}
