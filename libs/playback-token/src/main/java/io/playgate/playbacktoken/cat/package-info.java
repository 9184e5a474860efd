/**
 * The Common Access Token of CTA-5007-B: a CBOR Web Token in a COSE_Mac0 or COSE_Sign1. Owns the
 * strict CBOR that the format needs, its claims, and what they ask of a request; described in
 * docs/reference/dialects.md.
 */
@NullMarked
package io.playgate.playbacktoken.cat;

import org.jspecify.annotations.NullMarked;
