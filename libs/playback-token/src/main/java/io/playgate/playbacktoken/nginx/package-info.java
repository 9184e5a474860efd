/**
 * Links of nginx's {@code secure_link} module. Owns both of its forms; the CDNs that borrowed the
 * idea have dialects of their own.
 */
@NullMarked
package io.playgate.playbacktoken.nginx;

import org.jspecify.annotations.NullMarked;
