/**
 * What the demo fills the suite with: a viewer, delivery profiles and assets. It owns that content,
 * and brings it in through the services' own APIs, as a customer's backend would.
 */
@NullMarked
package io.playgate.demo.catalogue;

import org.jspecify.annotations.NullMarked;
