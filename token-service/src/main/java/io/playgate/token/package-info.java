/**
 * Whether this viewer may play this asset now, and the exact token that the CDN needs. This package
 * owns the service's error catalogue; each noun of the service has a package below.
 */
@NullMarked
package io.playgate.token;

import org.jspecify.annotations.NullMarked;
