// Amazon's own signer of CloudFront URLs and cookies.
import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer';

/** A signed URL; with a policy (text) a custom one, else a canned one until dateLessThan. */
export function url(options) {
  return getSignedUrl(options);
}

/** Signed cookies, by name. */
export function cookies(options) {
  return getSignedCookies(options);
}
