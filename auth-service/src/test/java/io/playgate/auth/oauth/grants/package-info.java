/** Tests of the single grants, each by the contract of all of them. */
@NullMarked
package io.playgate.auth.oauth.grants;

import org.jspecify.annotations.NullMarked;
