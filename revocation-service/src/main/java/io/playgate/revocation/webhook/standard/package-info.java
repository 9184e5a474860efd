/**
 * Billing events by Standard Webhooks. Owns their signature, its secrets, and the form of a body.
 */
@NullMarked
package io.playgate.revocation.webhook.standard;

import org.jspecify.annotations.NullMarked;
