/**
 * The whole suite as processes on this machine: the four services, what they keep their state in,
 * an origin and a page. It owns their start, their configuration, and that all of them end.
 */
@NullMarked
package io.playgate.demo.suite;

import org.jspecify.annotations.NullMarked;
