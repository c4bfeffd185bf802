/** Tests of sessions' parts below SQL. */
@org.jspecify.annotations.NullMarked
package io.travertine.calcite.session;
