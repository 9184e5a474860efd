/**
 * What the edge says of one request. Owns the order of the checks, the cache of tokens whose
 * signature was verified, and the figures kept of verdicts; it answers no HTTP.
 */
@NullMarked
package io.playgate.edge.verdict;

import org.jspecify.annotations.NullMarked;
