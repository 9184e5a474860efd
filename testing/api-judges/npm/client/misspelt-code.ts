import type { paths } from "./token-service";

type Start = paths["/v1/playback-sessions"]["post"]["responses"];
export const refusal: Start[403]["content"]["application/problem+json"]["code"] = "not-entitledd";
