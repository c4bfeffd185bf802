package io.travertine.persist.internal.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map whose changed copies share what did not change, so that one change costs
 * O(log n), and two versions are compared in about the time of what differs.
 *
 * <p>A weight-balanced tree (S. Adams, "Efficient sets: a balancing act", 1993).
 */
public final class SortedTable<K extends Comparable<K>, V> implements Iterable<Map.Entry<K, V>> {

  private static final int IMBALANCE_MAX = 3;
  private static final int SINGLE_ROTATION_MAX = 2;

  private final @Nullable Node<K, V> root;

  private SortedTable(@Nullable Node<K, V> root) {
    this.root = root;
  }

  /** The table without rows. */
  public static <K extends Comparable<K>, V> SortedTable<K, V> empty() {
    return new SortedTable<>(null);
  }

  public int size() {
    return Node.size(root);
  }

  public boolean isEmpty() {
    return root == null;
  }

  /** Rows on the longest way down. */
  int height() {
    return Node.height(root);
  }

  /** The value at {@code key}. */
  public Optional<V> get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) {
        return Optional.of(node.value);
      }
      node = order < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  public boolean contains(K key) {
    return get(key).isPresent();
  }

  /** The table with {@code value} at {@code key}. */
  public SortedTable<K, V> with(K key, V value) {
    return new SortedTable<>(Node.with(root, key, value));
  }

  /** The table with nothing at {@code key}. */
  public SortedTable<K, V> without(K key) {
    return contains(key) ? new SortedTable<>(Node.without(root, key)) : this;
  }

  /** The row with the greatest key. */
  public Optional<Map.Entry<K, V>> last() {
    Node<K, V> node = root;
    while (node != null && node.right != null) {
      node = node.right;
    }
    return node == null ? Optional.empty() : Optional.of(Map.entry(node.key, node.value));
  }

  /** The row with the least key. */
  public Optional<Map.Entry<K, V>> first() {
    Node<K, V> node = root;
    while (node != null && node.left != null) {
      node = node.left;
    }
    return node == null ? Optional.empty() : Optional.of(Map.entry(node.key, node.value));
  }

  /** Rows in the order of their keys. */
  @Override
  public Iterator<Map.Entry<K, V>> iterator() {
    Cursor<K, V> cursor = new Cursor<>(root);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return cursor.peek() != null;
      }

      @Override
      public Map.Entry<K, V> next() {
        Node<K, V> node = cursor.peek();
        if (node == null) {
          throw new NoSuchElementException();
        }
        cursor.skip();
        return Map.entry(node.key, node.value);
      }
    };
  }

  /** Told of each key at which two tables differ, in order. */
  interface Differences<K, V> {
    void at(K key, Optional<V> before, Optional<V> after);
  }

  /** Reports what must change here to get {@code after}; shared parts are not visited. */
  void compareTo(SortedTable<K, V> after, Differences<K, V> report) {
    Cursor<K, V> left = new Cursor<>(root);
    Cursor<K, V> right = new Cursor<>(after.root);
    while (true) {
      Cursor.skipShared(left, right);
      Node<K, V> from = left.peek();
      Node<K, V> to = right.peek();
      if (from == null && to == null) {
        return;
      }
      int order = from == null ? 1 : to == null ? -1 : from.key.compareTo(to.key);
      if (order < 0 && from != null) {
        report.at(from.key, Optional.of(from.value), Optional.empty());
        left.skip();
      } else if (order > 0 && to != null) {
        report.at(to.key, Optional.empty(), Optional.of(to.value));
        right.skip();
      } else if (from != null && to != null) {
        if (from.value != to.value && !from.value.equals(to.value)) {
          report.at(from.key, Optional.of(from.value), Optional.of(to.value));
        }
        left.skip();
        right.skip();
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof SortedTable<?, ?> that) || size() != that.size()) {
      return false;
    }
    Iterator<? extends Map.Entry<?, ?>> theirs = that.iterator();
    for (Map.Entry<K, V> ours : this) {
      if (!ours.equals(theirs.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<K, V> row : this) {
      hash += row.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<K, V> row : this) {
      text.append(text.length() == 1 ? "" : ", ").append(row);
    }
    return text.append('}').toString();
  }

  private static final class Node<K extends Comparable<K>, V> {
    final K key;
    final V value;
    final @Nullable Node<K, V> left;
    final @Nullable Node<K, V> right;
    final int size;

    Node(@Nullable Node<K, V> left, K key, V value, @Nullable Node<K, V> right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.size = size(left) + size(right) + 1;
    }

    static int size(@Nullable Node<?, ?> node) {
      return node == null ? 0 : node.size;
    }

    static int height(@Nullable Node<?, ?> node) {
      return node == null ? 0 : 1 + Math.max(height(node.left), height(node.right));
    }

    static <K extends Comparable<K>, V> Node<K, V> with(@Nullable Node<K, V> node, K key, V value) {
      if (node == null) {
        return new Node<>(null, key, value, null);
      }
      int order = key.compareTo(node.key);
      if (order == 0) {
        return new Node<>(node.left, key, value, node.right);
      }
      return order < 0
          ? balanced(with(node.left, key, value), node, node.right)
          : balanced(node.left, node, with(node.right, key, value));
    }

    static <K extends Comparable<K>, V> @Nullable Node<K, V> without(
        @Nullable Node<K, V> node, K key) {
      if (node == null) {
        return null;
      }
      int order = key.compareTo(node.key);
      if (order < 0) {
        return balanced(without(node.left, key), node, node.right);
      }
      if (order > 0) {
        return balanced(node.left, node, without(node.right, key));
      }
      if (node.left == null || node.right == null) {
        return node.left == null ? node.right : node.left;
      }
      Node<K, V> next = node.right;
      while (next.left != null) {
        next = next.left;
      }
      return balanced(node.left, next, without(node.right, next.key));
    }

    /** The row of {@code middle} between two subtrees of which one has just changed by one row. */
    private static <K extends Comparable<K>, V> Node<K, V> balanced(
        @Nullable Node<K, V> left, Node<K, V> middle, @Nullable Node<K, V> right) {
      K key = middle.key;
      V value = middle.value;
      int leftSize = size(left);
      int rightSize = size(right);
      if (leftSize + rightSize > 1) {
        if (right != null && rightSize > IMBALANCE_MAX * leftSize) {
          Node<K, V> inner = right.left;
          if (inner == null || inner.size < SINGLE_ROTATION_MAX * size(right.right)) {
            return new Node<>(
                new Node<>(left, key, value, inner), right.key, right.value, right.right);
          }
          return new Node<>(
              new Node<>(left, key, value, inner.left),
              inner.key,
              inner.value,
              new Node<>(inner.right, right.key, right.value, right.right));
        }
        if (left != null && leftSize > IMBALANCE_MAX * rightSize) {
          Node<K, V> inner = left.right;
          if (inner == null || inner.size < SINGLE_ROTATION_MAX * size(left.left)) {
            return new Node<>(
                left.left, left.key, left.value, new Node<>(inner, key, value, right));
          }
          return new Node<>(
              new Node<>(left.left, left.key, left.value, inner.left),
              inner.key,
              inner.value,
              new Node<>(inner.right, key, value, right));
        }
      }
      return new Node<>(left, key, value, right);
    }
  }

  /** A place in a tree: a stack of whole subtrees, and of nodes whose left side is done. */
  private static final class Cursor<K extends Comparable<K>, V> {
    private record Pending<K extends Comparable<K>, V>(Node<K, V> node, boolean whole) {}

    private final Deque<Pending<K, V>> stack = new ArrayDeque<>();

    Cursor(@Nullable Node<K, V> root) {
      push(root);
    }

    private void push(@Nullable Node<K, V> node) {
      if (node != null) {
        stack.push(new Pending<>(node, true));
      }
    }

    /** The next node in order, or null at the end. */
    @Nullable Node<K, V> peek() {
      while (true) {
        Pending<K, V> top = stack.peek();
        if (top == null) {
          return null;
        }
        if (!top.whole) {
          return top.node;
        }
        open();
      }
    }

    /** Goes past the node that {@link #peek} shows. */
    void skip() {
      stack.pop();
    }

    private void open() {
      Node<K, V> node = stack.pop().node;
      push(node.right);
      stack.push(new Pending<>(node, false));
      push(node.left);
    }

    /** Goes past the subtrees that both have in common at this place. */
    static <K extends Comparable<K>, V> void skipShared(Cursor<K, V> a, Cursor<K, V> b) {
      while (true) {
        Pending<K, V> left = a.stack.peek();
        Pending<K, V> right = b.stack.peek();
        if (left == null || right == null || (!left.whole && !right.whole)) {
          return;
        }
        if (left.whole && right.whole && left.node == right.node) {
          a.stack.pop();
          b.stack.pop();
        } else if (left.whole && (!right.whole || left.node.size >= right.node.size)) {
          a.open();
        } else {
          b.open();
        }
      }
    }
  }
}
