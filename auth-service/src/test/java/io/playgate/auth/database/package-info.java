/** Tests of what an absent PostgreSQL means. */
@NullMarked
package io.playgate.auth.database;

import org.jspecify.annotations.NullMarked;
