/**
 * Following a feed of server-sent events over HTTP: the parser, the connection with its watchdog,
 * the back-off, and what the log says of it. What the events mean is a {@link
 * io.playgate.feedclient.FeedHandler}'s. No framework.
 */
@NullMarked
package io.playgate.feedclient;

import org.jspecify.annotations.NullMarked;
