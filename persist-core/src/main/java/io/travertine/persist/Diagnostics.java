package io.travertine.persist;

/**
 * Who opens a handle and why, for logs and system tables.
 *
 * @param shardName what the shard is called by people
 * @param handlePurpose why this handle is open
 */
public record Diagnostics(String shardName, String handlePurpose) {}
