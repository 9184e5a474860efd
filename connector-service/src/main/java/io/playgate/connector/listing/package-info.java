/**
 * What stands on the lists now. Owns the way from rules with a beginning and an end to subjects
 * that are listed or not, and what each target has not been told yet.
 */
@NullMarked
package io.playgate.connector.listing;

import org.jspecify.annotations.NullMarked;
