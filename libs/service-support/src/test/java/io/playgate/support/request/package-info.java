/** Tests of how requests are read. Owns the resource that they are sent to. */
@NullMarked
package io.playgate.support.request;

import org.jspecify.annotations.NullMarked;
