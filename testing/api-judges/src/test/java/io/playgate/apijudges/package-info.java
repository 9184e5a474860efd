/**
 * The committed OpenAPI documents, judged by linters and by a client that is generated from one.
 */
@NullMarked
package io.playgate.apijudges;

import org.jspecify.annotations.NullMarked;
