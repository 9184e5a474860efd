package io.playgate.auth.client;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/**
 * The public keys a client is to have.
 *
 * @param keys JWKs (kty EC, crv P-256, with kid), 1 to 10; during a rotation the old and the new
 */
public record PublicKeys(
    @NotNull @Size(min = 1, max = 10) List<@NotNull Map<String, Object>> keys) {}
