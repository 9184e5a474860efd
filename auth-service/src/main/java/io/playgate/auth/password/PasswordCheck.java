package io.playgate.auth.password;

/** What came of checking a password. */
public enum PasswordCheck {
  /** It is the one. */
  MATCHES,
  /** It is the one, but its hash was made with other parameters than today's: store a new one. */
  MATCHES_NEEDS_REHASH,
  /** It is not, or there is none. */
  DIFFERS
}
