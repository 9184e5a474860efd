// Akamai's own library for Auth Token 2.0.
import EdgeAuth from 'akamai-edgeauth';

/** A token for an ACL (acl: array) or a URL (url: path). Times are epoch seconds. */
export function sign({ options, acl, url }) {
  const auth = new EdgeAuth(options);
  return acl ? auth.generateACLToken(acl) : auth.generateURLToken(url);
}
