/**
 * URL signing of Alibaba Cloud CDN: types A, B, C and F. Owns their texts and places; Tencent
 * Cloud's type A is a variant of A.
 */
@NullMarked
package io.playgate.playbacktoken.alibaba;

import org.jspecify.annotations.NullMarked;
