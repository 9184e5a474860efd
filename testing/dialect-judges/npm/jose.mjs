// jose, an independent implementation of JSON Web Signatures.
import { compactVerify, decodeProtectedHeader, importJWK, SignJWT } from 'jose';

/** A compact JWS of claims. */
export async function sign({ claims, header, jwk }) {
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(jwk, header.alg));
}

/** Header and claims of a compact JWS; refuses one whose signature does not hold. */
export async function verify({ token, jwk, algorithms }) {
  const key = await importJWK(jwk, decodeProtectedHeader(token).alg);
  const { payload, protectedHeader } = await compactVerify(token, key, { algorithms });
  return { header: protectedHeader, claims: JSON.parse(new TextDecoder().decode(payload)) };
}
