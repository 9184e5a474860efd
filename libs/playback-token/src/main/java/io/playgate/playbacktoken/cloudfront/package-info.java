/**
 * Signed URLs and signed cookies of Amazon CloudFront. Owns policies, their wildcards and
 * CloudFront's own base64.
 */
@NullMarked
package io.playgate.playbacktoken.cloudfront;

import org.jspecify.annotations.NullMarked;
