/**
 * Delivery profiles: how one CDN property is protected. It owns what a profile may say, its rows,
 * and the API by which administrators keep them.
 */
@NullMarked
package io.playgate.token.profile;

import org.jspecify.annotations.NullMarked;
