/**
 * Every playback token dialect: signing and verifying. What is not exported here (how tokens are
 * cut and written, and each vendor's format) changes without notice; dialects are found by {@link
 * io.playgate.playbacktoken.catalogue.Dialects}.
 */
@SuppressWarnings("module") // The services are no modules, so the compiler finds none of that name.
module io.playgate.playbacktoken {
  requires com.fasterxml.jackson.core;
  requires static transitive org.jspecify;
  // Signs and verifies faster; without it the platform does (decision 5).
  requires static org.bouncycastle.provider;

  exports io.playgate.playbacktoken;
  exports io.playgate.playbacktoken.catalogue;
  exports io.playgate.playbacktoken.key;
  exports io.playgate.playbacktoken.uri;

  // The services' own tokens are signed and verified by the engines that playback tokens are.
  exports io.playgate.playbacktoken.internal.signing to
      io.playgate.support;
}
