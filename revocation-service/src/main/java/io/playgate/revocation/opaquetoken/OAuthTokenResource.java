package io.playgate.revocation.opaquetoken;

import io.playgate.revocation.clientauth.Caller;
import io.playgate.revocation.clientauth.ClientAuthentication;
import io.playgate.revocation.log.StorageException;
import io.playgate.support.limit.CallerAddresses;
import io.playgate.support.oauth.ClientCredential;
import io.playgate.support.oauth.OAuthError;
import io.playgate.support.oauth.OAuthException;
import io.playgate.support.problem.ProblemException;
import io.playgate.support.request.IgnoresUnknownParameters;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Introspection (RFC 7662) of opaque playback tokens, and revocation (RFC 7009) of all. */
@Path("/oauth2")
@IgnoresUnknownParameters("RFC 7662 section 2.1, RFC 7009 section 2.1, RFC 6749 section 3.2")
@Tag(name = "OAuth 2.0")
@SecurityRequirement(name = "client")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(MediaType.APPLICATION_JSON)
@PermitAll // both endpoints authenticate their client themselves, by more ways than a bearer token
@NonBlocking
public class OAuthTokenResource {
  static final int MAX_TOKEN_LENGTH = 4096;

  private final OpaqueTokens tokens;
  private final ClientAuthentication clients;
  private final CallerAddresses addresses;
  private final ExecutorService virtualThreads;

  OAuthTokenResource(
      OpaqueTokens tokens,
      ClientAuthentication clients,
      CallerAddresses addresses,
      @VirtualThreads ExecutorService virtualThreads) {
    this.tokens = tokens;
    this.clients = clients;
    this.addresses = addresses;
    this.virtualThreads = virtualThreads;
  }

  /** Whether an opaque token holds, and what it says. */
  @POST
  @Path("/introspect")
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @Operation(
      operationId = "introspect",
      summary = "Whether an opaque token holds (RFC 7662)",
      description = "Scope `tokens.introspect`. An edge is told of its delivery profiles only.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_FORM_URLENCODED,
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      requiredProperties = "token",
                      properties = {
                        @SchemaProperty(name = "token", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_id", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_secret", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_assertion_type", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_assertion", type = SchemaType.STRING)
                      })))
  @APIResponseSchema(value = Introspection.class, responseCode = "200")
  @APIResponse(responseCode = "400", description = "invalid_request")
  @APIResponse(responseCode = "401", description = "invalid_client")
  @APIResponse(responseCode = "403", description = "insufficient_scope")
  @APIResponse(responseCode = "429", description = "too_many_requests; Retry-After says when")
  @APIResponse(responseCode = "503", description = "temporarily_unavailable")
  public Uni<Introspection> introspect(
      @RestForm("token") List<String> token,
      @HeaderParam("Authorization") @Nullable String authorization,
      @RestForm("client_id") List<String> clientId,
      @RestForm("client_secret") List<String> clientSecret,
      @RestForm("client_assertion_type") List<String> assertionType,
      @RestForm("client_assertion") List<String> assertion,
      @Context HttpServerRequest http) {
    return caller(
            http,
            authorization,
            clientId,
            clientSecret,
            assertionType,
            assertion,
            "tokens.introspect")
        .flatMap(caller -> {
          String text = required(token, "token");
          return text.length() > MAX_TOKEN_LENGTH
              ? Uni.createFrom().item(Introspection.INACTIVE)
              : tokens.introspect(text, caller::mayReadProfile);
        })
        .onFailure(ProblemException.class)
        .transform(OAuthTokenResource::unavailable);
  }

  /** Revokes a playback token. */
  @POST
  @Path("/revoke")
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @Operation(
      operationId = "revoke",
      summary = "Revoke a playback token (RFC 7009)",
      description =
          "Scope `tokens.revoke`. Takes back opaque tokens, `jwt`, and `edgeauth` by the identifier in"
              + " `data=`, or its whole session by `id=`. A token of these that is not known, or has"
              + " ended, is answered by 200 too; any other text by `unsupported_token_type`.")
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_FORM_URLENCODED,
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      requiredProperties = "token",
                      properties = {
                        @SchemaProperty(name = "token", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_id", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_secret", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_assertion_type", type = SchemaType.STRING),
                        @SchemaProperty(name = "client_assertion", type = SchemaType.STRING)
                      })))
  @APIResponse(responseCode = "200", description = "It holds no more")
  @APIResponse(responseCode = "400", description = "invalid_request, unsupported_token_type")
  @APIResponse(responseCode = "401", description = "invalid_client")
  @APIResponse(responseCode = "403", description = "insufficient_scope")
  @APIResponse(responseCode = "429", description = "too_many_requests; Retry-After says when")
  @APIResponse(responseCode = "503", description = "temporarily_unavailable")
  public Uni<RestResponse<Void>> revoke(
      @RestForm("token") List<String> token,
      @HeaderParam("Authorization") @Nullable String authorization,
      @RestForm("client_id") List<String> clientId,
      @RestForm("client_secret") List<String> clientSecret,
      @RestForm("client_assertion_type") List<String> assertionType,
      @RestForm("client_assertion") List<String> assertion,
      @Context HttpServerRequest http) {
    return caller(
            http, authorization, clientId, clientSecret, assertionType, assertion, "tokens.revoke")
        .emitOn(virtualThreads)
        .map(caller -> {
          String text = required(token, "token");
          if (!tokens.revoke(text, caller.id())) {
            throw new OAuthException(
                OAuthError.UNSUPPORTED_TOKEN_TYPE,
                "The token must be an opaque, jwt or edgeauth token that identifies itself");
          }
          return RestResponse.<Void>ok();
        })
        .onFailure(ProblemException.class)
        .transform(OAuthTokenResource::unavailable);
  }

  private Uni<Caller> caller(
      HttpServerRequest http,
      @Nullable String authorization,
      List<String> clientId,
      List<String> clientSecret,
      List<String> assertionType,
      List<String> assertion,
      String scope) {
    return clients
        .authenticate(
            ClientCredential.read(
                authorization == null ? List.of() : List.of(authorization),
                optional(clientId, "client_id"),
                optional(clientSecret, "client_secret"),
                optional(assertionType, "client_assertion_type"),
                optional(assertion, "client_assertion")),
            addresses.of(http))
        .invoke(caller -> {
          if (!caller.scopes().contains(scope)) {
            throw new OAuthException(
                OAuthError.INSUFFICIENT_SCOPE, "The client does not hold the scope " + scope);
          }
        });
  }

  private static String required(List<String> values, String name) {
    String value = optional(values, name);
    if (value == null || value.isEmpty()) {
      throw new OAuthException(OAuthError.INVALID_REQUEST, "The parameter " + name + " is missing");
    }
    return value;
  }

  private static @Nullable String optional(List<String> values, String name) {
    if (values.size() > 1) {
      throw new OAuthException(
          OAuthError.INVALID_REQUEST, "The parameter " + name + " is given more than once");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  private static Throwable unavailable(Throwable failure) {
    Throwable cause = failure instanceof StorageException ? failure.getCause() : null;
    OAuthException answer =
        new OAuthException(
                OAuthError.TEMPORARILY_UNAVAILABLE, "The revocation log cannot be reached")
            .withHeader("Retry-After", "1");
    return cause == null ? answer : answer.withCause(cause);
  }
}
