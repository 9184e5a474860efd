package io.playgate.feedclient;

import org.jspecify.annotations.Nullable;

/**
 * One event of a {@code text/event-stream}.
 *
 * @param type its {@code event} field, or {@code message}
 * @param id its {@code id} field, or null; an earlier event's id is not repeated
 * @param data its {@code data} fields, joined by line feeds
 */
public record ServerSentEvent(String type, @Nullable String id, String data) {}
