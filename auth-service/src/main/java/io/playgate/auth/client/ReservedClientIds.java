package io.playgate.auth.client;

import io.playgate.auth.AuthConfig;
import io.playgate.support.client.ClientsFile;
import io.playgate.support.service.ServiceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/**
 * The client ids that no client registered here can have: those of services and edges, which other
 * services know by the clients file, and that of the first-party apps. A client with one of them
 * would be taken for it, in logs and wherever an id decides, as for the profiles of an edge.
 */
@ApplicationScoped
class ReservedClientIds {

  private static final Set<String> SERVICES =
      Set.of(
          "auth-service",
          "token-service",
          "revocation-service",
          "edge-service",
          "connector-service");

  private final ClientsFile file;
  private final ServiceConfig service;
  private final AuthConfig config;

  @Inject
  ReservedClientIds(ClientsFile file, ServiceConfig service, AuthConfig config) {
    this.file = file;
    this.service = service;
    this.config = config;
  }

  boolean contains(String id) {
    return SERVICES.contains(id)
        || file.contains(id)
        || id.equals(config.firstPartyClientId())
        || service.id().filter(id::equals).isPresent();
  }
}
