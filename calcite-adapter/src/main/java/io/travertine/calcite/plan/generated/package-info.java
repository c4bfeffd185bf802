/**
 * The classes that the build has Calcite's own generator write, to answer its questions about plans
 * (see {@code src/main/codegen}). Loaded by {@code plan} alone; they import Calcite.
 */
@NullUnmarked
package io.travertine.calcite.plan.generated;

import org.jspecify.annotations.NullUnmarked;
