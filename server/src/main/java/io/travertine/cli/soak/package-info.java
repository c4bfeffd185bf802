/**
 * {@code travertine soak}: a database under a small, steady load for long, watched for what grows.
 *
 * <p>May import java.sql, java.lang.management and persist's inspect; prints nothing itself.
 */
@NullMarked
package io.travertine.cli.soak;

import org.jspecify.annotations.NullMarked;
