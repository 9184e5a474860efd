/**
 * Revocation: rules, which of them matches a token (the strictest wins), the in-memory replica that
 * an edge checks on every request, and the client that keeps it up to date. It owns the wire form
 * of rules and feed, and is independent of token formats and frameworks.
 */
@NullMarked
package io.playgate.revocationlist;

import org.jspecify.annotations.NullMarked;
