package io.travertine.persist.internal.state;

import com.google.protobuf.ByteString;

/**
 * The schemas of keys and values (columns with name, type, nullability and a stable id), encoded.
 */
public record EncodedSchemas(ByteString key, ByteString value) {}
