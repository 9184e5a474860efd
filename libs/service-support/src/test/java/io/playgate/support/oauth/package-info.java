/** Tests of what OAuth endpoints share. */
@NullMarked
package io.playgate.support.oauth;

import org.jspecify.annotations.NullMarked;
