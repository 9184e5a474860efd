package io.playgate.support.openapi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Lists the codes of an operation's errors, status by status: those that the resource names in the
 * response's description ({@code unknown-viewer, email-taken; ...}) and those that every operation
 * has.
 */
final class ListedErrors {

  private static final Pattern CODE = Pattern.compile("[a-z]+([-_][a-z]+)*");

  private static final Map<String, List<String>> COMMON =
      Map.of(
          "400", List.of("malformed-request", "invalid-request"),
          "401", List.of("unauthenticated", "invalid-token"),
          "403", List.of("insufficient-scope"),
          "413", List.of("body-too-large"),
          "415", List.of("unsupported-media-type"),
          "500", List.of("internal-error"),
          "503", List.of("unavailable"));

  /** What only a credential can be wrong with, or takes the issuer or a database to judge. */
  private static final Set<String> OF_CREDENTIALS = Set.of("401", "403", "503");

  private ListedErrors() {}

  /**
   * Completes the responses of an operation.
   *
   * @param error the name of the schema of its errors
   * @param member the member of that schema that holds the code
   * @param oauth whether its errors are those of RFC 6749, which it names itself
   * @param bearer whether it needs a bearer token
   */
  static void apply(
      Operation operation, String error, String member, boolean oauth, boolean bearer) {
    operation
        .getResponses()
        .getAPIResponses()
        .forEach((status, response) -> {
          if (status.compareTo("400") >= 0 && status.length() == 3) {
            Set<String> codes = new LinkedHashSet<>(named(response));
            if (!oauth && (bearer || !OF_CREDENTIALS.contains(status))) {
              codes.addAll(COMMON.getOrDefault(status, List.of()));
              if (status.equals("404") && codes.isEmpty()) {
                codes.add("not-found");
              }
            }
            if (!codes.isEmpty()) {
              list(response, error, member, List.copyOf(codes));
            }
          }
        });
  }

  private static List<String> named(APIResponse response) {
    String description = String.valueOf(response.getDescription());
    int end = description.indexOf(';');
    int colon = description.indexOf(':');
    int stop =
        Math.min(end < 0 ? description.length() : end, colon < 0 ? description.length() : colon);
    List<String> words =
        Arrays.stream(description.substring(0, stop).split(",")).map(String::strip).toList();
    return words.stream().allMatch(word -> CODE.matcher(word).matches()) ? words : List.of();
  }

  private static void list(APIResponse response, String error, String member, List<String> codes) {
    if (response.getContent() == null) {
      return;
    }
    response
        .getContent()
        .getMediaTypes()
        .values()
        .forEach(type -> {
          if (type.getSchema() != null
              && ("#/components/schemas/" + error).equals(type.getSchema().getRef())) {
            Schema code = OASFactory.createSchema().addType(SchemaType.STRING);
            code.setEnumeration(new ArrayList<>(codes));
            type.setSchema(
                OASFactory.createSchema()
                    .addAllOf(OASFactory.createSchema().ref(type.getSchema().getRef()))
                    .addAllOf(
                        OASFactory.createSchema()
                            .addType(SchemaType.OBJECT)
                            .addProperty(member, code)));
          }
        });
  }
}
