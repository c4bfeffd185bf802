@NullMarked
package io.travertine.calcite.schema;

import org.jspecify.annotations.NullMarked;
