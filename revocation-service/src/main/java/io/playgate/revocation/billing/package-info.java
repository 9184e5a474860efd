/**
 * What billing systems say of subscriptions, and what it does: the seam for their sources, the
 * order and effect of their events. It owns no wire format; those are in {@code webhook}.
 */
@NullMarked
package io.playgate.revocation.billing;

import org.jspecify.annotations.NullMarked;
