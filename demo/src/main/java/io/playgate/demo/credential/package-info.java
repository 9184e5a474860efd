/**
 * Secrets and key pairs that are made anew at each start. It owns their forms and that only their
 * owner can read the files they stand in.
 */
@NullMarked
package io.playgate.demo.credential;

import org.jspecify.annotations.NullMarked;
