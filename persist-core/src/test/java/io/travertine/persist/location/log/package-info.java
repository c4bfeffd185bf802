@NullMarked
package io.travertine.persist.location.log;

import org.jspecify.annotations.NullMarked;
