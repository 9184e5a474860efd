/** How strictly a request body is read. Owns the settings of the JSON reader of every service. */
@NullMarked
package io.playgate.support.json;

import org.jspecify.annotations.NullMarked;
