package io.travertine.persist.location;

import io.travertine.persist.id.SeqNo;
import java.util.Arrays;

/**
 * One entry of a Consensus log. Equal when seqno and bytes are.
 *
 * @param seqNo its position, strictly increasing along the log
 * @param data its bytes; not to be modified
 */
public record Versioned(SeqNo seqNo, byte[] data) {

  @Override
  public boolean equals(Object other) {
    return other instanceof Versioned that
        && seqNo.equals(that.seqNo)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * seqNo.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return seqNo + " (" + data.length + " bytes)";
  }
}
