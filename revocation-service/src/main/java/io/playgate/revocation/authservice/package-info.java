/**
 * The one client of auth-service: every call, its time-outs, and what its answers mean. It owns no
 * state.
 */
@NullMarked
package io.playgate.revocation.authservice;

import org.jspecify.annotations.NullMarked;
