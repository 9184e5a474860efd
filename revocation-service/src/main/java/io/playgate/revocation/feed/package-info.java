/**
 * How replicas follow the log: this process' own replica, the snapshot and the server-sent events.
 * It owns the one tail of the log per process and every subscriber's place in it.
 */
@NullMarked
package io.playgate.revocation.feed;

import org.jspecify.annotations.NullMarked;
