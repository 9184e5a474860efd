package io.playgate.revocation.webhook;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What became of a webhook.
 *
 * @param status {@code applied}; {@code duplicate} (taken before), {@code stale} (a later event of
 *     the same subject was taken before) or {@code ignored} (a type that does nothing here)
 */
@RegisterForReflection
public record WebhookAnswer(String status) {}
