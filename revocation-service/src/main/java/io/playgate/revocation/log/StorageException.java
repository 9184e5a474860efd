package io.playgate.revocation.log;

import io.playgate.revocation.RevocationError;
import io.playgate.support.problem.ProblemException;
import java.io.Serial;

/**
 * Redis did not do what was asked, or did not say so in time. What was asked may have happened all
 * the same: whoever asked has to ask again.
 */
public final class StorageException extends ProblemException {
  @Serial private static final long serialVersionUID = 1;

  StorageException(Throwable cause) {
    super(RevocationError.STORAGE_UNAVAILABLE, "Send the request again in a moment.");
    withHeader("Retry-After", "1");
    withCause(cause);
  }
}
