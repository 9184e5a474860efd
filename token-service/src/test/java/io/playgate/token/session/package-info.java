/** Tests of the main package of the same name. They own no code that others use. */
@NullMarked
package io.playgate.token.session;

import org.jspecify.annotations.NullMarked;
