/**
 * Signatures in a service: proves the engines at the start, names them in the log and in a metric,
 * and puts them behind the framework's JSON Web Signatures.
 */
@NullMarked
package io.playgate.support.signature;

import org.jspecify.annotations.NullMarked;
