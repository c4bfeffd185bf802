package io.travertine.persist.data;

/**
 * One change of a collection: {@code diff} copies of {@code (key, value)} come (or go, if negative)
 * at {@code time}.
 */
public record Update<K, V>(K key, V value, long time, long diff) {}
