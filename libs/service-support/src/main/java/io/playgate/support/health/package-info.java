/**
 * Questions to dependencies whose answers are waited for only so long. Owns what the readiness of
 * every service is found out with.
 */
@NullMarked
package io.playgate.support.health;

import org.jspecify.annotations.NullMarked;
