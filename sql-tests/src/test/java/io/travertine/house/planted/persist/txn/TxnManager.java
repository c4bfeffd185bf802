package io.travertine.house.planted.persist.txn;

/** Has a name that says nothing. */
final class TxnManager {}
