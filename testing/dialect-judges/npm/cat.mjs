// Eyevinn's library for the Common Access Token.
import { CAT } from '@eyevinn/cat';

const cat = (kid, key) =>
  new CAT({ keys: { [kid]: Buffer.from(key, 'hex') }, expectCwtTag: true });

/** A token of claims by name; HS256 is all that the library signs as one would expect. */
export async function sign({ kid, key, claims }) {
  return cat(kid, key).generateFromJson(claims, { type: 'mac', alg: 'HS256', kid });
}

/** Whether a token is acceptable now; refused with the reason where it is not. */
export async function validate({ kid, key, token, issuer, audience, url, ip }) {
  const result = await cat(kid, key).validate(token, 'mac', {
    issuer,
    audience,
    url: new URL(url),
    ip,
  });
  if (result.error) {
    throw result.error;
  }
  return 'acceptable';
}
