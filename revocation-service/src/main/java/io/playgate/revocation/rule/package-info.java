/**
 * Revocations as operators and services post, read and lift them. It owns the REST form of a rule
 * and what may be asked of one.
 */
@NullMarked
package io.playgate.revocation.rule;

import org.jspecify.annotations.NullMarked;
