package io.travertine.persist.pubsub;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.pubsub.News.Pushed;

/** The way from a {@link Line} to the others, as it is now. Thread-safe; waits for nobody. */
interface Link {

  /** Leads nowhere. */
  Link DEAD =
      new Link() {
        @Override
        public void push(Pushed pushed) {
          // Nobody listens.
        }

        @Override
        public void wanted(ShardId shardId) {
          // Said again when there is a way.
        }

        @Override
        public void unwanted(ShardId shardId) {
          // Nor is it sent.
        }
      };

  void push(Pushed pushed);

  /** News of {@code shardId} are wanted from now on; may be said more than once. */
  void wanted(ShardId shardId);

  void unwanted(ShardId shardId);
}
