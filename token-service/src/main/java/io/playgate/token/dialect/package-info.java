/** Which dialects this service knows. Everything else is handed them. */
@NullMarked
package io.playgate.token.dialect;

import org.jspecify.annotations.NullMarked;
