/**
 * The catalogue as one whole: its version, which orders writes. What is written belongs to the
 * packages of assets, delivery profiles and signing keys; each replica's memory of it to replica.
 */
@NullMarked
package io.playgate.token.catalogue;

import org.jspecify.annotations.NullMarked;
