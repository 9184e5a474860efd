/**
 * Where billing systems post their events: one endpoint for all sources, and one package below for
 * each. It owns the path, the answer and the count.
 */
@NullMarked
package io.playgate.revocation.webhook;

import org.jspecify.annotations.NullMarked;
