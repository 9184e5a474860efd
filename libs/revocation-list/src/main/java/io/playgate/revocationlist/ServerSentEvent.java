package io.playgate.revocationlist;

import org.jspecify.annotations.Nullable;

/**
 * One event of a {@code text/event-stream}.
 *
 * @param type the event's name; {@code message} where it has none
 * @param id the id that stands with this event, or null where none does
 * @param data its data lines, joined by line feeds
 */
record ServerSentEvent(String type, @Nullable String id, String data) {}
