package io.travertine.persist.internal.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes one value somewhere in a message. */
final class Tampering {

  private Tampering() {}

  /** Changes one leaf of one {@code before}; false if there is none. */
  static boolean withOneOldValue(Message.Builder changes, RandomGenerator random) {
    List<Message.Builder> olds = new ArrayList<>();
    for (FieldDescriptor field : changes.getAllFields().keySet()) {
      if (field.isRepeated()) {
        for (int i = 0; i < changes.getRepeatedFieldCount(field); i++) {
          collectOld(changes.getRepeatedFieldBuilder(field, i), olds);
        }
      } else {
        collectOld(changes.getFieldBuilder(field), olds);
      }
    }
    return !olds.isEmpty() && leaf(olds.get(random.nextInt(olds.size())), random);
  }

  private static void collectOld(Message.Builder change, List<Message.Builder> olds) {
    FieldDescriptor before = change.getDescriptorForType().findFieldByName("before");
    if (before.getJavaType() == FieldDescriptor.JavaType.MESSAGE && change.hasField(before)) {
      olds.add(change.getFieldBuilder(before));
    }
  }

  private static boolean leaf(Message.Builder message, RandomGenerator random) {
    List<FieldDescriptor> fields = new ArrayList<>(message.getAllFields().keySet());
    if (fields.isEmpty()) {
      return false;
    }
    FieldDescriptor field = fields.get(random.nextInt(fields.size()));
    int index = field.isRepeated() ? random.nextInt(message.getRepeatedFieldCount(field)) : -1;
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      return leaf(
          index < 0
              ? message.getFieldBuilder(field)
              : message.getRepeatedFieldBuilder(field, index),
          random);
    }
    Object value = index < 0 ? message.getField(field) : message.getRepeatedField(field, index);
    Object other = other(value, random);
    if (index < 0) {
      message.setField(field, other);
    } else {
      message.setRepeatedField(field, index, other);
    }
    return true;
  }

  private static Object other(Object value, RandomGenerator random) {
    if (value instanceof Long number) {
      return number ^ 1L << random.nextInt(20);
    }
    if (value instanceof Integer number) {
      return number ^ 1 << random.nextInt(6);
    }
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof String text) {
      return text + "!";
    }
    if (value instanceof ByteString bytes) {
      byte[] changed = bytes.concat(ByteString.copyFromUtf8("\1")).toByteArray();
      return ByteString.copyFrom(changed);
    }
    if (value instanceof EnumValueDescriptor order) {
      return order.getType().findValueByNumber(1 - order.getNumber());
    }
    throw new AssertionError("no other value for " + value);
  }
}
