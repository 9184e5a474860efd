/**
 * What the OpenAPI documents of all services have in common. Owns how errors, credentials and event
 * streams are described, so that no resource has to repeat it.
 */
@NullMarked
package io.playgate.support.openapi;

import org.jspecify.annotations.NullMarked;
