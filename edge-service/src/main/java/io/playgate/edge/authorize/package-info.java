/**
 * Forward-auth: the same verdict as on the media path, for requests that another proxy holds. Owns
 * how nginx, HAProxy, Envoy, Traefik and Caddy say what they were asked, and whom of them is
 * believed.
 */
@NullMarked
package io.playgate.edge.authorize;

import org.jspecify.annotations.NullMarked;
