package io.playgate.auth.client;

import java.util.List;

/**
 * Some clients.
 *
 * @param clients the clients, by id
 */
public record ClientList(List<ClientView> clients) {}
