// Mux' own SDK.
import Mux from '@mux/mux-node';

/** A token for a playback id. */
export async function sign({ id, keyId, keySecret, expiration, type }) {
  const mux = new Mux({ tokenId: 'unused', tokenSecret: 'unused' });
  return mux.jwt.signPlaybackId(id, { keyId, keySecret, expiration, type });
}
