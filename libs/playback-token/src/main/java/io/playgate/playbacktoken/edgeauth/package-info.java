/**
 * Akamai Auth Token 2.0 ("EdgeAuth"), as Akamai's own Node library 0.2.0 makes it: URL and ACL
 * tokens, by HMAC with SHA-256, SHA-1 or MD5. Sources: {@code akamai/EdgeAuth-Token-Node}, {@code
 * -Python} and {@code -Java} on GitHub, and Akamai's "Add token authentication" for Adaptive Media
 * Delivery.
 */
@NullMarked
package io.playgate.playbacktoken.edgeauth;

import org.jspecify.annotations.NullMarked;
