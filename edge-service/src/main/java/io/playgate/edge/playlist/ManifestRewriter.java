package io.playgate.edge.playlist;

import java.io.ByteArrayOutputStream;

/**
 * One manifest format. Takes a manifest in parts and gives the player's in slices, so that neither
 * a long one nor a slow player holds memory, and no slice takes long to make.
 */
public sealed interface ManifestRewriter permits HlsRewriter, DashRewriter {

  /** About how many bytes a slice has, and how much work one may be. */
  int SLICE = 32 * 1024;

  /** What comes after a slice. */
  enum Progress {
    /** Another slice, at once. */
    MORE,
    /** A slice once there is another part. */
    NEEDS_INPUT,
    /** Nothing. */
    DONE
  }

  /** Takes the next part; the rewriter keeps it. */
  void add(byte[] part);

  /** Says that there is no further part. */
  void end();

  /**
   * Writes the next slice, possibly empty.
   *
   * @throws UnusableManifestException where it is not such a manifest, or not within the limits
   */
  Progress write(ByteArrayOutputStream out) throws UnusableManifestException;

  /** Whether the next slice is rather made by a worker than by the event loop. */
  boolean isExpensive();

  /** Whether any byte became another so far. */
  boolean isChanged();

  /** Bytes of memory that this holds beyond a slice and a line, for each byte that it was given. */
  int memoryFactor();
}
