/**
 * The one place where signatures are made and verified. Owns which engine does which operation (the
 * platform's, or BouncyCastle's light API where it is on the class path), the proof at the start
 * that each engine computes right, and the forms of signatures: ECDSA as R and S of one length.
 */
@NullMarked
package io.playgate.playbacktoken.internal.signing;

import org.jspecify.annotations.NullMarked;
