/** Tests of transactions, and processes to run them in. */
@NullMarked
package io.travertine.persist.txn;

import org.jspecify.annotations.NullMarked;
