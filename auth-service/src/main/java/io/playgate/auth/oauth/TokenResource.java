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
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The token endpoint (RFC 6749 section 3.2). */
@Path("/oauth2/token")
@IgnoresUnknownParameters("RFC 6749 section 3.2")
@Tag(name = "OAuth 2.0")
@PermitAll
@RunOnVirtualThread
public class TokenResource {

  private final TokenHandler handler;
  private final CallerAddresses addresses;

  @Inject
  TokenResource(TokenHandler handler, CallerAddresses addresses) {
    this.handler = handler;
    this.addresses = addresses;
  }

  /** Issues tokens. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "token",
      summary = "Issue an access token to a client, or continue a viewer's sign-in session",
      description =
          "client_credentials: by client_secret_basic, client_secret_post or private_key_jwt (RFC"
              + " 7523, ES256); scope narrows what the client holds. refresh_token: exchanges a"
              + " viewer's refresh token, which holds once; for some seconds it is answered the same"
              + " successor again, using it later, or once the successor was used, ends the sign-in"
              + " session.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_FORM_URLENCODED,
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      requiredProperties = "grant_type",
                      properties = {
                        @SchemaProperty(
                            name = "grant_type",
                            type = SchemaType.STRING,
                            enumeration = {"client_credentials", "refresh_token"}),
                        @SchemaProperty(name = "scope", type = SchemaType.STRING),
                        @SchemaProperty(name = "refresh_token", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_id", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_secret", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_assertion_type", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_assertion", type = SchemaType.STRING)
                      })))
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
            TokenRequest.parse(form, authorization == null ? List.of() : authorization),
            addresses.of(http));
    return RestResponse.ResponseBuilder.ok(answer)
        .header("Cache-Control", "no-store")
        .header("Pragma", "no-cache")
        .build();
  }
}
