package io.travertine.persist.inspect;

import java.util.Iterator;
import java.util.Map;

/** Writes JSON. */
final class JsonText {

  private static final int SPACES = 2;

  private final StringBuilder text = new StringBuilder();
  private final boolean lines;
  private int depth;

  private JsonText(boolean lines) {
    this.lines = lines;
  }

  static String of(Json value) {
    JsonText writer = new JsonText(false);
    writer.write(value);
    return writer.text.toString();
  }

  static String pretty(Json value) {
    JsonText writer = new JsonText(true);
    writer.write(value);
    return writer.text.toString();
  }

  private void write(Json value) {
    if (value instanceof Json.Text string) {
      quote(string.value());
    } else if (value instanceof Json.Literal literal) {
      text.append(literal.written());
    } else if (value instanceof Json.Items items) {
      writeItems(items);
    } else if (value instanceof Json.Fields fields) {
      writeFields(fields);
    }
  }

  /** Arrays of plain values stay on one line. */
  private void writeItems(Json.Items items) {
    boolean plain =
        items.items().stream()
            .allMatch(item -> item instanceof Json.Text || item instanceof Json.Literal);
    text.append('[');
    depth++;
    Iterator<Json> each = items.items().iterator();
    while (each.hasNext()) {
      if (!plain) {
        breakLine();
      }
      write(each.next());
      if (each.hasNext()) {
        text.append(plain && lines ? ", " : ",");
      }
    }
    depth--;
    if (!plain && !items.items().isEmpty()) {
      breakLine();
    }
    text.append(']');
  }

  private void writeFields(Json.Fields fields) {
    text.append('{');
    depth++;
    Iterator<Map.Entry<String, Json>> each = fields.fields().entrySet().iterator();
    while (each.hasNext()) {
      breakLine();
      Map.Entry<String, Json> field = each.next();
      quote(field.getKey());
      text.append(lines ? ": " : ":");
      write(field.getValue());
      if (each.hasNext()) {
        text.append(',');
      }
    }
    depth--;
    if (!fields.fields().isEmpty()) {
      breakLine();
    }
    text.append('}');
  }

  private void breakLine() {
    if (lines) {
      text.append('\n').append(" ".repeat(SPACES * depth));
    }
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c) && !isPaired(value, i)) {
            text.append("\\u").append(hex(c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  /** Half a character cannot be written in UTF-8. */
  private static boolean isPaired(String value, int at) {
    return Character.isHighSurrogate(value.charAt(at))
        ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
  }

  private static String hex(char c) {
    String digits = Integer.toHexString(c);
    return "0".repeat(4 - digits.length()) + digits;
  }
}
