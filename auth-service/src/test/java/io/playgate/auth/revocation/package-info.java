/** Tests of the package of the same name. Owns a stand-in for revocation-service. */
@NullMarked
package io.playgate.auth.revocation;

import org.jspecify.annotations.NullMarked;
