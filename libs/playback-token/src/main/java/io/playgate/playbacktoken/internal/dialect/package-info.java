/**
 * What dialects share: options read once, grants that cannot be expressed, hashed secrets, signed
 * JSON. Owns no wire format.
 */
@NullMarked
package io.playgate.playbacktoken.internal.dialect;

import org.jspecify.annotations.NullMarked;
