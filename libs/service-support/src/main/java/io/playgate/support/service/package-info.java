/** Who this service is. */
@NullMarked
package io.playgate.support.service;

import org.jspecify.annotations.NullMarked;
