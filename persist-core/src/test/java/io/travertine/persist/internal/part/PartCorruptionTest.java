package io.travertine.persist.internal.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PartCorruptionTest {

  private static final Schema KEY = Codec.string().schema();
  private static final Description DESCRIPTION =
      new Description(Frontier.at(0), Frontier.at(9), Frontier.at(0));

  private static Updates updates() {
    UpdatesBuilder builder = new UpdatesBuilder(KEY, Schema.EMPTY);
    for (int i = 0; i < 40; i++) {
      builder.add(Codec.string(), "row " + i % 7, Codec.unit(), Unit.UNIT, i % 5, 1);
    }
    return builder.build();
  }

  @Test
  void anyFlippedByteOfAPartIsFoundAndTheObjectNamed() {
    EncodedPart part = PartWriter.encode(KEY, Schema.EMPTY, updates(), DESCRIPTION);
    for (int i = 0; i < part.bytes().length; i++) {
      byte[] flipped = part.bytes().clone();
      flipped[i] ^= (byte) (1 << i % 8);
      assertThatThrownBy(() -> PartReader.open(flipped, part.crc32c(), "s1/n1/p2"))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("s1/n1/p2");
    }
  }

  @Test
  void anyTruncationOfAPartIsFound() {
    EncodedPart part = PartWriter.encode(KEY, Schema.EMPTY, updates(), DESCRIPTION);
    for (int length = 0; length < part.bytes().length; length++) {
      byte[] cut = Arrays.copyOf(part.bytes(), length);
      assertThatThrownBy(() -> PartReader.open(cut, part.crc32c(), "p"))
          .isInstanceOf(CorruptException.class);
    }
  }

  @Test
  void anyFlippedByteOfAnInlinePartIsFound() {
    byte[] bytes = InlinePart.encode(KEY, Schema.EMPTY, updates(), DESCRIPTION);
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      assertThatThrownBy(
              () -> InlinePart.decode(flipped, "inline p1", KEY, Schema.EMPTY, Projection.all()))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("inline p1");
    }
    assertThatThrownBy(
            () -> InlinePart.decode(new byte[0], "p", KEY, Schema.EMPTY, Projection.all()))
        .isInstanceOf(CorruptException.class);
  }

  /** Even if a checksum were fooled, what comes out is an error of ours or a value. */
  @Test
  void brokenContentUnderARightChecksumNeverEscapesAsAnotherError() {
    EncodedPart part = PartWriter.encode(KEY, Schema.EMPTY, updates(), DESCRIPTION);
    int refused = 0;
    for (int i = 0; i < part.bytes().length; i++) {
      byte[] flipped = part.bytes().clone();
      flipped[i] ^= (byte) 0x55;
      try {
        PartReader reader = PartReader.open(flipped, Checksum.of(flipped), "p");
        assertThat(reader.description()).isNotNull();
        reader.read(KEY, Schema.EMPTY, Projection.all());
      } catch (PersistException e) {
        assertThat(e)
            .isInstanceOfAny(CorruptException.class, FormatTooNewException.class)
            .hasMessageContaining("p ");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
