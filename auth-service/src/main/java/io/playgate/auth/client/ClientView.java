package io.playgate.auth.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A client as the admin API shows it.
 *
 * @param id its id
 * @param scopes what it may do
 * @param publicKeyIds ids of its public keys; empty for a client with a secret
 * @param secret its new secret; shown once, in the answer that made it
 * @param createdAt when it was registered
 * @param updatedAt when it was last changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientView(
    String id,
    List<String> scopes,
    List<String> publicKeyIds,
    @Schema(description = "Shown once, in the answer that made it") @Nullable String secret,
    Instant createdAt,
    Instant updatedAt) {

  static ClientView of(Client client, List<String> kids, @Nullable String secret) {
    return new ClientView(
        client.id(),
        List.copyOf(client.scopes()),
        kids,
        secret,
        client.createdAt(),
        client.updatedAt());
  }

  @Override
  public String toString() {
    return "ClientView[id=" + id + "]";
  }
}
