/**
 * auth-service: who the viewer is and what they are entitled to. Owns the service's configuration
 * and its error catalogue.
 */
@NullMarked
package io.playgate.auth;

import org.jspecify.annotations.NullMarked;
