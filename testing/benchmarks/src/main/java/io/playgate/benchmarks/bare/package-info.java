/**
 * What the services are compared with: the least a Quarkus application can do to answer JSON. It
 * holds no logic, so that a ratio says what ours costs.
 */
@NullMarked
package io.playgate.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
