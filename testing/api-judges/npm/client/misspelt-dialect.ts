import type { components } from "./token-service";

type Write = components["schemas"]["DeliveryProfileWrite"];

export const wanted: Write = {
  dialect: "jwtt",
  carrier: "path",
  tokenName: "token",
  baseUrl: "https://cdn.example.com/media",
  lifetimeSeconds: 300,
};

