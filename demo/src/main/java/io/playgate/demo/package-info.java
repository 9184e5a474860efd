/**
 * The demo's command line: what {@code ./playgate demo} runs. It owns the options, what is printed
 * while the suite starts, and the end at Ctrl-C.
 */
@NullMarked
package io.playgate.demo;

import org.jspecify.annotations.NullMarked;
