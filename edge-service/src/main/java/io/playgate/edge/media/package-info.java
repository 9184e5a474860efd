/**
 * The media path: every request beneath a delivery profile's base path is judged, and what may pass
 * is fetched from the origin. Owns the routes of the media port, CORS, and what origin and player
 * see of each other; the verdict comes from elsewhere.
 */
@NullMarked
package io.playgate.edge.media;

import org.jspecify.annotations.NullMarked;
