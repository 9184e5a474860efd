package io.playgate.support.openapi;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.tags.Tag;

/** Adds what readers and linters of a description expect around its operations. */
final class ApiPresentation {

  private static final Map<String, String> TAGS =
      Map.ofEntries(
          Map.entry("OAuth 2.0", "Endpoints of the OAuth 2.0 RFCs, with their forms and errors"),
          Map.entry("Viewers", "The people who watch"),
          Map.entry("Sign-in", "Signing viewers in and out"),
          Map.entry("Clients", "Programs with a credential of their own"),
          Map.entry("Entitlements", "What viewers may watch, and who says so"),
          Map.entry("Assets", "Pieces of video and where they are on a CDN"),
          Map.entry("Delivery profiles", "How one CDN property is protected"),
          Map.entry("Signing keys", "The keys of a delivery profile and their rotation"),
          Map.entry("Playback sessions", "One viewer watching one asset, and the tokens for it"),
          Map.entry("Edge configuration", "Profiles and verification keys for edges"),
          Map.entry("webhooks", "Events of billing systems"),
          Map.entry("opaque tokens", "Playback tokens that are looked up"),
          Map.entry("feed", "The revocations, for replicas to follow"),
          Map.entry("revocations", "Rules that take tokens back"));

  private final String scheme;

  private ApiPresentation(String scheme) {
    this.scheme = scheme;
  }

  /**
   * Completes the document.
   *
   * @param scheme the name of the scheme of bearer tokens
   */
  static void apply(OpenAPI document, String scheme) {
    new ApiPresentation(scheme).apply(document);
  }

  private void apply(OpenAPI document) {
    if (document.getServers() == null || document.getServers().isEmpty()) {
      document.addServer(
          OASFactory.createServer()
              .url("/")
              .description("Wherever the operator of the installation publishes the service"));
    }
    if (document.getTags() != null) {
      for (Tag tag : document.getTags()) {
        if (tag.getDescription() == null) {
          tag.setDescription(TAGS.getOrDefault(tag.getName(), tag.getName() + ", as operations"));
        }
      }
    }
    document
        .getPaths()
        .getPathItems()
        .values()
        .forEach(item -> item.getOperations().values().forEach(this::complete));
  }

  /** Gives an operation a description and a statement of security. */
  private void complete(Operation operation) {
    List<String> scopes =
        operation.getSecurity() == null
            ? List.of()
            : operation.getSecurity().stream()
                .filter(requirement -> requirement.hasScheme(scheme))
                .flatMap(requirement -> requirement.getScheme(scheme).stream())
                .distinct()
                .toList();
    if (operation.getDescription() == null) {
      operation.setDescription(
          operation.getSummary()
              + (scopes.isEmpty() ? "." : ". Scope `" + String.join("`, `", scopes) + "`."));
    }
    if (operation.getSecurity() == null || operation.getSecurity().isEmpty()) {
      SecurityRequirement none = OASFactory.createSecurityRequirement();
      operation.addSecurityRequirement(none);
    }
  }
}
