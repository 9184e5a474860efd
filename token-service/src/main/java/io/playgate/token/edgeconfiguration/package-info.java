/**
 * What edges must know of delivery profiles to judge requests. It owns the document with profiles
 * and verification keys, who is given which part of it, and its delivery by request and by feed.
 */
@NullMarked
package io.playgate.token.edgeconfiguration;

import org.jspecify.annotations.NullMarked;
