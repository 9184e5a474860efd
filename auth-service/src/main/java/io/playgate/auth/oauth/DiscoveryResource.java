package io.playgate.auth.oauth;

import io.playgate.auth.client.Scope;
import io.playgate.auth.signingkey.SigningKeys;
import io.playgate.support.request.IgnoresUnknownParameters;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What verifiers and clients need to know: the key set and the metadata. */
@Path("/")
@IgnoresUnknownParameters("RFC 8414 and RFC 7517 name no parameters; caches may add one")
@Tag(name = "OAuth 2.0")
@PermitAll
@NonBlocking
public class DiscoveryResource {

  /** How long verifiers may keep the key set, in seconds; a key is published longer ahead. */
  private static final String CACHE = "public, max-age=300";

  private final SigningKeys keys;
  private final Grants grants;
  private final String issuer;

  @Inject
  DiscoveryResource(
      SigningKeys keys,
      Grants grants,
      @ConfigProperty(name = "playgate.issuer.uri") String issuer) {
    this.keys = keys;
    this.grants = grants;
    this.issuer = issuer;
  }

  /** The public keys of both rings (RFC 7517). */
  @GET
  @Path("/oauth2/jwks")
  @Produces({"application/jwk-set+json", MediaType.APPLICATION_JSON})
  @Operation(operationId = "jwks", summary = "The public keys that tokens are verified by")
  @APIResponse(
      responseCode = "200",
      description = "A JWK set",
      content =
          @Content(
              mediaType = "application/jwk-set+json",
              schema = @Schema(type = SchemaType.OBJECT)))
  public RestResponse<String> jwks() {
    return RestResponse.ResponseBuilder.ok(keys.jwks()).header("Cache-Control", CACHE).build();
  }

  /** The metadata (RFC 8414). */
  @GET
  @Path("/.well-known/oauth-authorization-server")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "metadata", summary = "The authorization server's metadata (RFC 8414)")
  @APIResponse(
      responseCode = "200",
      description = "The metadata",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT)))
  public RestResponse<Map<String, Object>> metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("issuer", issuer);
    metadata.put("token_endpoint", issuer + TokenResource.PATH);
    metadata.put("jwks_uri", issuer + "/oauth2/jwks");
    metadata.put("response_types_supported", List.of());
    metadata.put("grant_types_supported", List.copyOf(grants.types()));
    metadata.put(
        "token_endpoint_auth_methods_supported",
        List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none"));
    metadata.put("token_endpoint_auth_signing_alg_values_supported", List.of("ES256"));
    metadata.put("scopes_supported", List.copyOf(new TreeSet<>(Scope.GRANTABLE)));
    return RestResponse.ResponseBuilder.ok(metadata).header("Cache-Control", CACHE).build();
  }
}
