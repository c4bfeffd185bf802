/**
 * SQL text to syntax tree: the dialect, its statements, and the times a statement reads at, taken
 * out of the tree. Imports Calcite's {@code sql} packages and the JDK, nothing of ours.
 */
@NullMarked
package io.travertine.calcite.parse;

import org.jspecify.annotations.NullMarked;
