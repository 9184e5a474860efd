package io.playgate.playbacktoken;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request as the edge received it, before anything was decoded.
 *
 * @param method the HTTP method
 * @param target the request target as on the wire, path and query, or an absolute URL
 * @param header looks a header up by its lower-case name; null where the request has none
 * @param clientIp the client's address as a literal, or null where it is not known
 */
public record PlaybackRequest(
    String method,
    String target,
    Function<String, @Nullable String> header,
    @Nullable String clientIp) {}
