/** Tests of the token commands. */
@NullMarked
package io.playgate.cli.token;

import org.jspecify.annotations.NullMarked;
