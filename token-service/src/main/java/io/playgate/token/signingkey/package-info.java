/**
 * The key ring of each delivery profile, and the service's other secrets. It owns their making,
 * their sealed rows and their way from next through active and retiring to retired.
 */
@NullMarked
package io.playgate.token.signingkey;

import org.jspecify.annotations.NullMarked;
