/**
 * The server: one database behind HTTP, in Avatica's protobuf and JSON.
 *
 * <p>May import {@code jdbc.embedded}, {@code calcite.schema} and Jetty through Avatica's server.
 */
@NullMarked
package io.travertine.server;

import org.jspecify.annotations.NullMarked;
