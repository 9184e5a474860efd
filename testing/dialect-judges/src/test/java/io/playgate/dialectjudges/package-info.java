/**
 * The dialects before foreign judges: the vendors' own libraries and real edges on loopback. Owns
 * the harnesses that run them, and the random grants they are asked about.
 */
@NullMarked
package io.playgate.dialectjudges;

import org.jspecify.annotations.NullMarked;
