/**
 * Measures the running suite against a bare endpoint in the same run, and prints ratios. The driver
 * is a plain program; load comes from wrk.
 */
@NullMarked
package io.playgate.benchmarks;

import org.jspecify.annotations.NullMarked;
