package io.playgate.auth.entitlement;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What billing says happened to a subscription. */
public enum EntitlementEventType {
  /** The right rests until it is reactivated. */
  @JsonProperty("suspended")
  SUSPENDED,
  /** The subscription ends. */
  @JsonProperty("cancelled")
  CANCELLED,
  /** The money was given back; the right ends. */
  @JsonProperty("refunded")
  REFUNDED,
  /** A suspended or ended subscription goes on. */
  @JsonProperty("reactivated")
  REACTIVATED
}
