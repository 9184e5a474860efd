/**
 * URI Signing for content delivery networks (RFC 9246), and the profile of it that Apache Traffic
 * Server accepts. Owns the claims, the URI containers with their regular expressions, the encrypted
 * claims and the renewal of tokens.
 */
@NullMarked
package io.playgate.playbacktoken.urisigning;

import org.jspecify.annotations.NullMarked;
