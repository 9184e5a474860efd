package io.playgate.auth.client;

import java.util.Set;

/**
 * A client that proved itself.
 *
 * @param id its id
 * @param scopes what it may do
 */
public record AuthenticatedClient(String id, Set<String> scopes) {}
