/**
 * Google's CDNs: the tokens of Media CDN and the signed URLs and cookies of Cloud CDN. Owns both
 * formats, and the URL prefix that they share.
 */
@NullMarked
package io.playgate.playbacktoken.google;

import org.jspecify.annotations.NullMarked;
