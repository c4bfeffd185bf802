/**
 * The {@code travertine} command: demo, sql, serve, inspect, admin and doctor.
 *
 * <p>May import everything the other rooms offer; the one room that talks to the terminal.
 */
@NullMarked
package io.travertine.cli;

import org.jspecify.annotations.NullMarked;
