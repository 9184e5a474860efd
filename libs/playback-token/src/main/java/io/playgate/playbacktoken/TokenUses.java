package io.playgate.playbacktoken;

import org.jspecify.annotations.Nullable;

/**
 * Remembers who has used a token: what it takes to judge tokens that count their uses, such as
 * {@code catreplay} of CTA-5007. One that several edges share is a store with an atomic "set if
 * absent" and an expiry, such as Redis ({@code SET key user NX EXAT}); one edge alone may keep it
 * in memory ({@link MemoryTokenUses}).
 */
public interface TokenUses {

  /** Counts nothing, so that every token that wants its uses counted is refused. */
  TokenUses NONE =
      new TokenUses() {
        @Override
        public boolean claim(String token, @Nullable String user, long expiresAt, long now) {
          return false;
        }

        @Override
        public boolean mayClaim(String token, @Nullable String user, long expiresAt, long now) {
          return false;
        }
      };

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

  /** What {@link #claim} would answer; claims nothing. */
  boolean mayClaim(String token, @Nullable String user, long expiresAt, long now);

  /** The same uses for somebody who only looks: a claim there changes nothing. */
  default TokenUses looking() {
    TokenUses uses = this;
    return new TokenUses() {
      @Override
      public boolean claim(String token, @Nullable String user, long expiresAt, long now) {
        return uses.mayClaim(token, user, expiresAt, now);
      }

      @Override
      public boolean mayClaim(String token, @Nullable String user, long expiresAt, long now) {
        return uses.mayClaim(token, user, expiresAt, now);
      }
    };
  }
}
