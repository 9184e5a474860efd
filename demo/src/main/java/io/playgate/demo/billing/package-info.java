/**
 * The customer's billing system: it reports what happens to subscriptions. It owns the events and
 * their signature by Standard Webhooks; others send them.
 */
@NullMarked
package io.playgate.demo.billing;

import org.jspecify.annotations.NullMarked;
