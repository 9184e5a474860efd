/**
 * What a manifest must say so that its children carry the token too. Owns which URIs of an HLS
 * playlist or a DASH manifest get the token, and how it is written into them.
 */
@NullMarked
package io.playgate.edge.playlist;

import org.jspecify.annotations.NullMarked;
