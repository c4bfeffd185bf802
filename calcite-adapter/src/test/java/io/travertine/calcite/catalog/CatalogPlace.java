package io.travertine.calcite.catalog;

import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.txn.CommitOutcome;
import io.travertine.persist.txn.Txn;
import io.travertine.persist.txn.Txns;

/** A database with nothing open but its catalog. */
final class CatalogPlace implements AutoCloseable {

  private final PersistClient client;
  private final Txns txns;
  private final CatalogStore store;

  private CatalogPlace(PersistClient client) {
    this.client = client;
    this.txns = Txns.open(client);
    this.store = CatalogStore.open(client, txns);
  }

  static PersistClient client(String place) {
    return PersistClient.open(PersistLocation.of("mem:" + place), PersistConfig.defaults());
  }

  /** Closes {@code client} at the end. */
  static CatalogPlace of(PersistClient client) {
    return new CatalogPlace(client);
  }

  PersistClient client() {
    return client;
  }

  Txns txns() {
    return txns;
  }

  CatalogStore store() {
    return store;
  }

  Catalog present() {
    return store.at(txns.readTime());
  }

  /** Commits a change, and tells when it was committed. */
  long change(CatalogStore.Change change) {
    long read = txns.readTime();
    Catalog before = store.at(read);
    try (Txn txn = txns.begin()) {
      txn.write(store.shard(), CatalogStore.difference(before, change.apply(before, read)));
      return ((CommitOutcome.Committed) txns.commit(txn)).time();
    }
  }

  @Override
  public void close() {
    store.close();
    txns.close();
    client.close();
  }
}
