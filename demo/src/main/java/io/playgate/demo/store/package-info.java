/**
 * PostgreSQL and Redis, embedded: real servers, unpacked from the class path, that listen on
 * loopback and ask for a password. It owns their start, their files and their end.
 */
@NullMarked
package io.playgate.demo.store;

import org.jspecify.annotations.NullMarked;
