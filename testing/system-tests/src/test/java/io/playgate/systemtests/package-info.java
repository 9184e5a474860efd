/**
 * The suite as its users meet it: started like the demo, as separate processes, and driven over
 * HTTP and in a real browser. Nothing here calls a service's code.
 */
@NullMarked
package io.playgate.systemtests;

import org.jspecify.annotations.NullMarked;
