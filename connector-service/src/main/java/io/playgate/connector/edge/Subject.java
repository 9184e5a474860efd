package io.playgate.connector.edge;

import io.playgate.revocationlist.RevocationScope;

/**
 * What a target looks up: one thing that a token may name.
 *
 * @param scope what kind of thing it is
 * @param text its id, as rules name it
 */
public record Subject(RevocationScope scope, String text) {}
