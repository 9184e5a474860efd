/**
 * What has been taken back: rules, which of them hits a token (the strictest wins), the in-memory
 * replica that an edge asks on every request, and the client that keeps it current. It owns the
 * wire form of rules and feed; it knows no token format and no framework.
 */
@NullMarked
package io.playgate.revocationlist;

import org.jspecify.annotations.NullMarked;
