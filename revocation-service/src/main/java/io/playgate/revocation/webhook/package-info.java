/**
 * Billing events as they come in. It owns their authenticity (Standard Webhooks), their order, and
 * what each does to the rules.
 */
@NullMarked
package io.playgate.revocation.webhook;

import org.jspecify.annotations.NullMarked;
