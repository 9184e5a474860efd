package io.playgate.playbacktoken;

/** Binds dialects in tests. */
public final class Formats {

  private Formats() {}

  /** As {@link Dialect#open}; its exception need not be declared. */
  public static SignedFormat open(Dialect dialect, Placement placement) {
    try {
      return (SignedFormat) dialect.open(placement);
    } catch (InvalidPlacementException e) {
      throw Formats.<RuntimeException>unchecked(e);
    }
  }

  /** The same of a dialect that encrypts. */
  public static EncryptingFormat open(EncryptingDialect dialect, Placement placement) {
    return (EncryptingFormat) open((Dialect) dialect, placement);
  }

  /** The code of a refusal, to bind or to sign. */
  public static String code(Throwable refusal) {
    return switch (refusal) {
      case InvalidPlacementException e -> e.code();
      case UnsupportedGrantException e -> e.code();
      default -> throw new AssertionError("not a refusal", refusal);
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Exception> T unchecked(Exception e) throws T {
    throw (T) e;
  }
}
