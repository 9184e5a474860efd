package io.playgate.auth.client;

import io.playgate.support.identifier.Identifiers;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client to be registered.
 *
 * @param id its id, 1 to 100 of letters, digits, and {@code . _ : -}; one is made where absent
 * @param scopes what it may do, 1 to 50
 * @param publicKeys its public keys as JWKs (kty EC, crv P-256, with kid), 1 to 10; without any, a
 *     secret is generated
 */
public record NewClient(
    @Pattern(regexp = ID) @Nullable String id,
    @NotEmpty @Size(max = 50) Set<@NotNull @Size(min = 1, max = 64) String> scopes,
    @Size(min = 1, max = 10) @Nullable List<@NotNull Map<String, Object>> publicKeys) {

  static final String ID = Identifiers.CLIENT;
}
