package io.playgate.revocation.clientauth;

import org.jspecify.annotations.Nullable;

/**
 * All ways by which a request to an OAuth endpoint may prove its client (RFC 6749 section 2.3, RFC
 * 7523 section 2.2); exactly one must be used.
 *
 * @param authorization the header {@code Authorization}
 * @param clientId form parameter
 * @param clientSecret form parameter
 * @param assertionType form parameter
 * @param assertion form parameter
 */
public record ClientCredential(
    @Nullable String authorization,
    @Nullable String clientId,
    @Nullable String clientSecret,
    @Nullable String assertionType,
    @Nullable String assertion) {

  /** Names what is there, never its value. */
  @Override
  public String toString() {
    return "ClientCredential[authorization="
        + (authorization != null)
        + ", secret="
        + (clientSecret != null)
        + ", assertion="
        + (assertion != null)
        + "]";
  }
}
