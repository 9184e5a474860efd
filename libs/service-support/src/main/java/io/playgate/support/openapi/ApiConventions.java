package io.playgate.support.openapi;

import io.playgate.support.problem.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the generated document what holds for every resource: errors are problem+json (RFC 9457),
 * those of {@code /oauth2/...} the errors of RFC 6749; a credential can be missing or not enough, a
 * body malformed, a named thing unknown; events are text. What a resource says itself stays.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 100)
public final class ApiConventions implements OASFilter {

  /** The scheme's name by quarkus.smallrye-openapi.security-scheme-name. */
  private static final String BEARER = "bearer";

  /** How clients prove themselves at the OAuth endpoints, but for a bearer token. */
  private static final String CLIENT = "client";

  private static final String PROBLEM = "Problem";
  private static final String OAUTH_ERROR = "OAuthError";
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String FORM = "application/x-www-form-urlencoded";

  /** Types of the framework that would be described because methods return them. */
  private static final List<String> FRAMEWORK_TYPES = List.of("MediaType", "OutboundSseEvent");

  /** What the framework says of a status that a resource says nothing of. */
  private static final List<String> BARE =
      List.of("Bad Request", "Not Authorized", "Not Allowed", "Forbidden", "Unauthorized");

  private final IndexView index;

  /**
   * Makes the filter.
   *
   * @param index the classes of the service
   */
  public ApiConventions(IndexView index) {
    this.index = index;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getPaths() == null) {
      return;
    }
    boolean[] used = new boolean[2];
    document
        .getPaths()
        .getPathItems()
        .forEach((path, item) -> {
          item.getOperations()
              .forEach((method, operation) -> {
                boolean oauth = isOAuth(path, operation);
                describe(method, operation, oauth);
                used[oauth ? 1 : 0] = true;
              });
        });
    Components components = document.getComponents();
    if (components == null) {
      components = OASFactory.createComponents();
      document.setComponents(components);
    }
    FRAMEWORK_TYPES.forEach(components::removeSchema);
    if (used[0] && !has(components, PROBLEM)) {
      components.addSchema(PROBLEM, problem());
    }
    if (used[1] && !has(components, OAUTH_ERROR)) {
      components.addSchema(OAUTH_ERROR, oauthError());
      components.addSecurityScheme(
          CLIENT,
          OASFactory.createSecurityScheme()
              .type(SecurityScheme.Type.HTTP)
              .scheme("basic")
              .description(
                  "client_secret_basic; or in the form, client_secret_post (RFC 6749 section 2.3.1)"
                      + " or private_key_jwt (RFC 7523)"));
    }
    Enumerations.ofPatterns(document);
    RequiredMembers.apply(document, index);
    document
        .getPaths()
        .getPathItems()
        .forEach((path, item) ->
            item.getOperations()
                .values()
                .forEach(operation -> {
                  boolean oauth = isOAuth(path, operation);
                  if (oauth && isOpen(operation)) {
                    // Apps of viewers have no credential but their refresh token.
                    operation.addSecurityRequirement(
                        OASFactory.createSecurityRequirement().addScheme(CLIENT));
                    operation.addSecurityRequirement(OASFactory.createSecurityRequirement());
                  }
                  ListedErrors.apply(
                      operation,
                      oauth ? OAUTH_ERROR : PROBLEM,
                      oauth ? "error" : "code",
                      oauth,
                      needsBearer(operation));
                }));
    ApiPresentation.apply(document, BEARER);
  }

  private static boolean isOAuth(String path, Operation operation) {
    return path.startsWith("/oauth2/") && operation.getRequestBody() != null;
  }

  private static boolean isOpen(Operation operation) {
    return operation.getSecurity() == null || operation.getSecurity().isEmpty();
  }

  private static void describe(PathItem.HttpMethod method, Operation operation, boolean oauth) {
    givenOnce(operation);
    APIResponses responses = operation.getResponses();
    if (responses == null) {
      responses = OASFactory.createAPIResponses();
      operation.setResponses(responses);
    }
    if (!oauth) {
      boolean bearer = needsBearer(operation);
      if (operation.getRequestBody() != null
          || (bearer
              && (has(operation, Parameter.In.PATH) || has(operation, Parameter.In.QUERY)))) {
        add(responses, "400", "The request is malformed");
      }
      if (bearer) {
        add(responses, "401", "The credential is missing or not accepted");
        add(responses, "403", "The credential does not hold the scope");
        add(responses, "503", "The service cannot answer now; Retry-After says when");
      }
      if (operation.getRequestBody() != null) {
        add(responses, "413", "The body is too large");
        add(responses, "415", "The body is of another type");
      }
      add(responses, "500", "A fault of the service; the member instance finds it in the log");
      // PUT makes what is not there yet.
      if (has(operation, Parameter.In.PATH) && method != PathItem.HttpMethod.PUT) {
        add(responses, "404", "There is no such thing");
      }
    }
    if (responses.getAPIResponses().keySet().stream().noneMatch(status -> status.startsWith("4"))) {
      add(responses, "406", "The answer is not available in an accepted form");
    }
    responses
        .getAPIResponses()
        .forEach((status, response) -> {
          if (status.compareTo("400") >= 0) {
            error(response, oauth);
          } else if (response.getContent() != null
              && response.getContent().hasMediaType(EVENT_STREAM)) {
            response.getContent().getMediaType(EVENT_STREAM).setSchema(text(null));
          }
        });
  }

  /**
   * Form parameters are taken as lists so that a second one can be refused; whoever sends them has
   * one text for each.
   */
  private static void givenOnce(Operation operation) {
    if (operation.getRequestBody() == null || operation.getRequestBody().getContent() == null) {
      return;
    }
    MediaType form = operation.getRequestBody().getContent().getMediaType(FORM);
    if (form == null || form.getSchema() == null || form.getSchema().getProperties() == null) {
      return;
    }
    form.getSchema()
        .getProperties()
        .values()
        .forEach(property -> property.type(List.of(SchemaType.STRING)).items(null));
  }

  private static boolean needsBearer(Operation operation) {
    return operation.getSecurity() != null
        && operation.getSecurity().stream().anyMatch(requirement -> requirement.hasScheme(BEARER));
  }

  private static boolean has(Operation operation, Parameter.In place) {
    return operation.getParameters() != null
        && operation.getParameters().stream().anyMatch(parameter -> parameter.getIn() == place);
  }

  /** Adds a response, or replaces the framework's bare one; what a resource says stays. */
  private static void add(APIResponses responses, String status, String description) {
    APIResponse said = responses.getAPIResponse(status);
    if (said == null) {
      responses.addAPIResponse(status, OASFactory.createAPIResponse().description(description));
    } else if (BARE.contains(String.valueOf(said.getDescription()))) {
      said.setDescription(description);
    }
  }

  private static void error(APIResponse response, boolean oauth) {
    if (response.getRef() != null || response.getContent() != null) {
      return;
    }
    Content content =
        OASFactory.createContent()
            .addMediaType(
                oauth ? "application/json" : Problem.MEDIA_TYPE,
                OASFactory.createMediaType()
                    .schema(
                        OASFactory.createSchema()
                            .ref("#/components/schemas/" + (oauth ? OAUTH_ERROR : PROBLEM))));
    response.setContent(content);
  }

  private static boolean has(Components components, String schema) {
    Map<String, Schema> schemas = components.getSchemas();
    return schemas != null && schemas.containsKey(schema);
  }

  private static Schema problem() {
    return object("An error (RFC 9457). Programs go by code; it is stable.")
        .required(List.of("type", "title", "status", "detail", "code", "instance"))
        .addProperty("type", text("urn:playgate:problem: and the code"))
        .addProperty("title", text("The error in a short sentence"))
        .addProperty(
            "status", OASFactory.createSchema().addType(SchemaType.INTEGER).format("int32"))
        .addProperty("detail", text("What the caller can do about it"))
        .addProperty("code", text("The error's name in the catalogue of the service"))
        .addProperty("instance", text("This occurrence; the log has it too"))
        .addProperty(
            "errors",
            OASFactory.createSchema()
                .addType(SchemaType.ARRAY)
                .description("With invalid-request: what is wrong, field by field")
                .items(
                    object("What is wrong with one field")
                        .required(List.of("field", "message"))
                        .addProperty("field", text("The member or parameter"))
                        .addProperty("message", text("What it must be"))));
  }

  private static Schema oauthError() {
    return object("An error of an OAuth endpoint (RFC 6749 section 5.2).")
        .required(List.of("error"))
        .addProperty("error", text("The error's registered name"))
        .addProperty("error_description", text("For developers"))
        .addProperty("instance", text("This occurrence; the log has it too"));
  }

  private static Schema object(String description) {
    return OASFactory.createSchema().addType(SchemaType.OBJECT).description(description);
  }

  private static Schema text(@Nullable String description) {
    Schema schema = OASFactory.createSchema().addType(SchemaType.STRING);
    return description == null ? schema : schema.description(description);
  }
}
