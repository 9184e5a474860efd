/**
 * Texts as tokens are made of them: ASCII read as bytes, hexadecimal, base64url, strict JSON. Owns
 * no meaning: nothing here knows a token, a key or a path.
 */
@NullMarked
package io.playgate.playbacktoken.internal.text;

import org.jspecify.annotations.NullMarked;
