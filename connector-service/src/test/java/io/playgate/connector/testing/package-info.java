/** A connector's neighbours for tests: revocation-service, a target in memory, a real HAProxy. */
@NullMarked
package io.playgate.connector.testing;

import org.jspecify.annotations.NullMarked;
