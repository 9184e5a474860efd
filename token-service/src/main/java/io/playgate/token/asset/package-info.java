/**
 * Assets: pieces of video, the packages they belong to and where they lie on a CDN. It owns their
 * rows, the API by which administrators keep them, and each replica's bounded memory of them.
 */
@NullMarked
package io.playgate.token.asset;

import org.jspecify.annotations.NullMarked;
