/**
 * Processes that the demo starts. It owns that each of them ends with the demo: in order at a
 * normal end, and through a watchdog when the demo itself is killed.
 */
@NullMarked
package io.playgate.demo.process;

import org.jspecify.annotations.NullMarked;
