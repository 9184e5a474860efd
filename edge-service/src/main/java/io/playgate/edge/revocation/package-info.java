/** How the edge follows revocations. Owns the replica as a bean and the life of its feed. */
@NullMarked
package io.playgate.edge.revocation;

import org.jspecify.annotations.NullMarked;
