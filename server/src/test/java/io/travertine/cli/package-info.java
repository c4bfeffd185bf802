/** Tests of the command line. */
@NullMarked
package io.travertine.cli;

import org.jspecify.annotations.NullMarked;
