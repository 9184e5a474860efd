/**
 * Reading of requests without guessing: members and query parameters that no operation knows are
 * refused by name, so that a misspelling never passes for a setting. Owns the one rule for all
 * services.
 */
@NullMarked
package io.playgate.support.request;

import org.jspecify.annotations.NullMarked;
