/** Rows whose time is over. Owns their removal, a few at a time. */
@NullMarked
package io.playgate.auth.expiry;

import org.jspecify.annotations.NullMarked;
