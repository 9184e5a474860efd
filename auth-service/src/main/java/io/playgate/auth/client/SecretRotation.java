package io.playgate.auth.client;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * How a secret is rotated.
 *
 * @param overlapSeconds how long the old secrets still hold, 0 to 604800; 0 where absent
 */
public record SecretRotation(@Min(0) @Max(604_800) @Nullable Integer overlapSeconds) {}
