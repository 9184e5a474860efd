/** URL authentication of Tencent Cloud CDN, type A. Owns what differs from Alibaba's. */
@NullMarked
package io.playgate.playbacktoken.tencent;

import org.jspecify.annotations.NullMarked;
