import type { components } from "./token-service";

type Write = components["schemas"]["DeliveryProfileWrite"];

export const wanted: Write = {
  dialect: "jwt",
  carrier: "pathh",
  tokenName: "token",
  baseUrl: "https://cdn.example.com/media",
  lifetimeSeconds: 300,
};

