/**
 * The form of the ids that cross from one service to another. Owns their characters and lengths, so
 * that what one service accepts no other one refuses.
 */
@NullMarked
package io.playgate.support.identifier;

import org.jspecify.annotations.NullMarked;
