package io.travertine.persist.internal.part;

import java.util.zip.CRC32C;

/** CRC32C of whole byte arrays. */
public final class Checksum {

  private Checksum() {}

  public static int of(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }
}
