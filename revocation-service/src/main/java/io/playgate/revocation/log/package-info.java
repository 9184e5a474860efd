/**
 * The revocation log in Redis: rules, liftings and their order, each step one script. It owns every
 * key that scripts touch, the epoch, and the refusal of a Redis that could lose what was
 * acknowledged.
 */
@NullMarked
package io.playgate.revocation.log;

import org.jspecify.annotations.NullMarked;
