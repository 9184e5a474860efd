/** Tests of the catalogue as one whole: what becomes of it while PostgreSQL is away. */
@NullMarked
package io.playgate.token.catalogue;

import org.jspecify.annotations.NullMarked;
