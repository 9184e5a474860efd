/**
 * edge-service: the verdict on every media request, beside the bytes. Its state is two replicas in
 * memory, of revocations and of verification keys; each package owns one part of the way from a
 * request to its bytes.
 */
@NullMarked
package io.playgate.edge;

import org.jspecify.annotations.NullMarked;
