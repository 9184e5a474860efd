/** PostgreSQL as a whole. Owns the question whether it answers and takes writes. */
@NullMarked
package io.playgate.auth.database;

import org.jspecify.annotations.NullMarked;
