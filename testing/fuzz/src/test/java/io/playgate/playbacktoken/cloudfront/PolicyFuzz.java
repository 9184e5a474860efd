package io.playgate.playbacktoken.cloudfront;

import java.io.IOException;

/** Policies and the resources in them. */
public final class PolicyFuzz {

  private PolicyFuzz() {}

  /** One input: a policy's JSON. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      String resource = Policy.read(input).resource();
      ResourcePattern pattern = resource == null ? null : ResourcePattern.parse(resource);
      if (pattern != null) {
        pattern.covers("https", "cdn.example", "/live/42/m.m3u8", "v=1");
      }
    } catch (IOException e) {
      // As it should be.
    }
  }
}
