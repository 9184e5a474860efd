package io.playgate.revocation.opaquetoken;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an introspection (RFC 7662 section 2.2). Of a token that is not active nothing else
 * is said, not even why.
 *
 * @param active whether the token holds
 * @param token what it says
 * @param position the place of the revocation log up to which the answer reflects everything
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Introspection(
    boolean active, @JsonUnwrapped @Nullable OpaqueToken token, @Nullable String position) {
  static final Introspection INACTIVE = new Introspection(false, null, null);
}
