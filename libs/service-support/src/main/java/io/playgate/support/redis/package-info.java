/**
 * Atomic steps in Redis. Owns how a Lua script is loaded, told its keys and arguments by name, and
 * run; what it does is its service's.
 */
@NullMarked
package io.playgate.support.redis;

import org.jspecify.annotations.NullMarked;
