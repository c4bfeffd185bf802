/**
 * Histories of transactions that append to lists, and what such a history tells of their isolation.
 *
 * <p>May import nothing of ours: a checker that shared code with what it checks would share bugs.
 */
@NullMarked
package io.travertine.sqltests.history;

import org.jspecify.annotations.NullMarked;
