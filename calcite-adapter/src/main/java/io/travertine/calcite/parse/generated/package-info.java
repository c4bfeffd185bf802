/**
 * The parser the build generates from calcite-core's grammar and the productions in {@code
 * src/main/codegen}. Imported by {@code parse} alone.
 */
@NullUnmarked
package io.travertine.calcite.parse.generated;

import org.jspecify.annotations.NullUnmarked;
