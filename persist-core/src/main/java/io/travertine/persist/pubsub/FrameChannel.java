package io.travertine.persist.pubsub;

import io.travertine.persist.pubsub.proto.PubSubProto.ProtoMessage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * A socket that carries messages, each preceded by its length. One thread may send while another
 * receives; closing ends both.
 */
final class FrameChannel implements Closeable {

  /** A message with a diff larger than fits is not sent, its version is announced instead. */
  static final int FRAME_BYTES_MAX = 4 << 20;

  private static final int LENGTH_BYTES = 4;
  private static final int BUFFER_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final ByteBuffer received = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

  FrameChannel(SocketChannel channel) {
    this.channel = channel;
  }

  void send(ProtoMessage message) throws IOException {
    byte[] body = message.toByteArray();
    ByteBuffer frame = ByteBuffer.allocate(LENGTH_BYTES + body.length);
    frame.putInt(body.length).put(body).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /**
   * Waits for the next message.
   *
   * @param bytesMax it may have
   * @throws IOException if it is larger or no message, or the other side is gone
   */
  ProtoMessage receive(int bytesMax) throws IOException {
    int length = ByteBuffer.wrap(receiveBytes(LENGTH_BYTES)).getInt();
    if (length < 0 || length > bytesMax) {
      throw new IOException("a message of " + length + " bytes, " + bytesMax + " are allowed");
    }
    return ProtoMessage.parseFrom(receiveBytes(length));
  }

  /** Takes memory for what has arrived, not for what is said to come. */
  private byte[] receiveBytes(int count) throws IOException {
    byte[] bytes = new byte[Math.min(count, BUFFER_BYTES)];
    int filled = 0;
    while (filled < count) {
      if (filled == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(count, 2 * filled));
      }
      if (!received.hasRemaining()) {
        received.clear();
        int read = channel.read(received);
        received.flip();
        if (read < 0) {
          throw new EOFException("the other side is gone");
        }
      }
      int chunk = Math.min(received.remaining(), bytes.length - filled);
      received.get(bytes, filled, chunk);
      filled += chunk;
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
