/**
 * What this replica knows of profiles, keys and assets, in memory: loaded before the service takes
 * requests, and again whenever the catalogue's version has grown.
 */
@NullMarked
package io.playgate.token.replica;

import org.jspecify.annotations.NullMarked;
