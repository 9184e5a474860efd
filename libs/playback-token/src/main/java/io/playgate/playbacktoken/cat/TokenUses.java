package io.playgate.playbacktoken.cat;

import org.jspecify.annotations.Nullable;

/**
 * Remembers who has used a token: what it takes to judge {@code catreplay}. One that several edges
 * share is a store with an atomic "set if absent" and an expiry, such as Redis ({@code SET key user
 * NX EXAT}); one edge alone may keep it in memory ({@link MemoryTokenUses}).
 */
@FunctionalInterface
public interface TokenUses {

  /**
   * Claims a token for a user, unless somebody was faster. Atomic, and it never throws: where it
   * cannot know, it answers false.
   *
   * @param token an identifier of what the token says: 43 characters of base64url
   * @param user who uses it, which must be the same at each further use; null where nobody may use
   *     it again, whoever it is
   * @param expiresAt the epoch second from which on it need not be remembered
   * @param now epoch seconds
   * @return whether nobody but this user has used it
   */
  boolean claim(String token, @Nullable String user, long expiresAt, long now);
}
