/**
 * The catalogue as one whole: its version, and each replica's memory of it. It owns the order of
 * catalogue writes and when a replica sees them; what is written belongs to the packages of assets,
 * delivery profiles and signing keys.
 */
@NullMarked
package io.playgate.token.catalogue;

import org.jspecify.annotations.NullMarked;
