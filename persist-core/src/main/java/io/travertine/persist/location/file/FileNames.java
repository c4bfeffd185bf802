package io.travertine.persist.location.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * Keys as file names, one to one. A name is plain ASCII, so that it means the same under every
 * locale: a JVM in the POSIX locale cannot even name a file with other characters.
 *
 * <p>Letters, digits and {@code - _ = .} stand for themselves (a leading dot does not), {@code ~}
 * stands for a slash, and {@code %XX} for any other byte of the key's UTF-8 form; the empty key is
 * a lone {@code %}. No name starts with a dot: those are ours ({@link #temporary}, {@link
 * #deleted}).
 */
final class FileNames {

  /** Leaves room for a prefix within the 255 bytes that file systems allow. */
  private static final int NAME_BYTES_MAX = 240;

  private static final String TEMPORARY = ".tmp-";
  private static final String DELETED = ".deleted-";
  private static final String EMPTY_KEY = "%";

  private FileNames() {}

  /**
   * The name of the file that holds {@code key}.
   *
   * @throws IllegalArgumentException if there is no room for it in a file name
   */
  static String of(String key) {
    if (key.isEmpty()) {
      return EMPTY_KEY;
    }
    StringBuilder name = new StringBuilder(key.length() + 16);
    for (byte b : key.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c == '/') {
        name.append('~');
      } else if (isPlain(c) && !(c == '.' && name.length() == 0)) {
        name.append(c);
      } else {
        name.append('%').append(hex(b >> 4)).append(hex(b));
      }
    }
    if (name.length() > NAME_BYTES_MAX) {
      throw new IllegalArgumentException(
          "blob key needs a file name of %s bytes, at most %s are possible: %s"
              .formatted(name.length(), NAME_BYTES_MAX, key));
    }
    return name.toString();
  }

  /** The key whose file has this name; empty when no key's has. */
  static Optional<String> keyOf(String name) {
    if (name.equals(EMPTY_KEY)) {
      return Optional.of("");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '~') {
        bytes.write('/');
      } else if (c != '%') {
        bytes.write(c);
      } else if (i + 2 < name.length()) {
        bytes.write(Character.digit(name.charAt(++i), 16) << 4 | digit(name.charAt(++i)));
      }
    }
    try {
      String key = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
      boolean exact = !name.isEmpty() && name.length() <= NAME_BYTES_MAX && of(key).equals(name);
      return exact ? Optional.of(key) : Optional.empty();
    } catch (CharacterCodingException | IllegalArgumentException notAKey) {
      return Optional.empty();
    }
  }

  /** A value being written; {@code unique} keeps writers apart. */
  static String temporary(String unique) {
    return TEMPORARY + unique;
  }

  static boolean isTemporary(String name) {
    return name.startsWith(TEMPORARY);
  }

  /** What a deleted object of that name is called while it can still be restored. */
  static String deleted(String name) {
    return DELETED + name;
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_'
        || c == '='
        || c == '.';
  }

  private static char hex(int nibble) {
    return "0123456789ABCDEF".charAt(nibble & 0xF);
  }

  private static int digit(char c) {
    return Character.digit(c, 16);
  }
}
