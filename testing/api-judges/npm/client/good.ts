import type { components, paths } from "./token-service";

type Profile = components["schemas"]["DeliveryProfile"];
type Write = components["schemas"]["DeliveryProfileWrite"];

export const wanted: Write = {
  dialect: "jwt",
  carrier: "path",
  tokenName: "token",
  baseUrl: "https://cdn.example.com/media",
  lifetimeSeconds: 300,
};

// Members that are always answered need no check for undefined.
export function describe(profile: Profile): string {
  const domain: string = profile.bindings.domain;
  return profile.id + profile.acl.join(",") + domain;
}

type Start = paths["/v1/playback-sessions"]["post"]["responses"];
export type Refusal = Start[403]["content"]["application/problem+json"]["code"];
export const refusal: Refusal = "not-entitled";
export function url(session: Start[201]["content"]["application/json"]): string {
  return session.url + session.token.dialect;
}
