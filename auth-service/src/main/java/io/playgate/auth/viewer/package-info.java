/** Viewers: their logins, password, state and limits. Owns the admin API over them. */
@NullMarked
package io.playgate.auth.viewer;

import org.jspecify.annotations.NullMarked;
