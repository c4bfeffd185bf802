@NullMarked
package io.travertine.persist.pubsub;

import org.jspecify.annotations.NullMarked;
