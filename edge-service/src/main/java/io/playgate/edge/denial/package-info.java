/**
 * What a client is told when it does not get what it asked for. Owns this service's error catalogue
 * and the one way every refusal and failure is written to the wire.
 */
@NullMarked
package io.playgate.edge.denial;

import org.jspecify.annotations.NullMarked;
