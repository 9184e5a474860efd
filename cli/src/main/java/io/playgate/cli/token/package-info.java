/**
 * Tokens on the command line, for trying a CDN's configuration offline and for scripts. Owns the
 * JSON of its questions and answers; what tokens mean is playback-token's.
 */
@NullMarked
package io.playgate.cli.token;

import org.jspecify.annotations.NullMarked;
