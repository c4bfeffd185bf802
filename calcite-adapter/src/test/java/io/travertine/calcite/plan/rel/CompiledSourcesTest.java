package io.travertine.calcite.plan.rel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.calcite.DataContexts;
import org.apache.calcite.runtime.Bindable;
import org.codehaus.commons.compiler.CompileException;
import org.junit.jupiter.api.Test;

class CompiledSourcesTest {

  private static final int LENGTH = source("s", 0).length();

  private final CompiledSources sources = new CompiledSources(3L * LENGTH);

  /** A class whose objects count how often they were used, and give {@code value} and that. */
  private static String source(String word, int value) {
    return """
        public final class Counting implements org.apache.calcite.runtime.Bindable {
          private int used = 0;
          public org.apache.calcite.linq4j.Enumerable bind(org.apache.calcite.DataContext root) {
            this.used++;
            return org.apache.calcite.linq4j.Linq4j.singletonEnumerable("%s%d " + this.used);
          }
        }
        """
        .formatted(word, value);
  }

  private Bindable<?> instance(int value) throws Exception {
    return sources.instance("Counting", source("s", value));
  }

  private static Object shown(Bindable<?> code) {
    return code.bind(DataContexts.EMPTY).single();
  }

  @Test
  void compilesASourceOnceAndGivesEachCallerAnObjectOfItsOwn() throws Exception {
    Bindable<?> first = instance(1);
    Bindable<?> second = instance(1);
    assertThat(shown(first)).isEqualTo("s1 1");
    assertThat(shown(first)).isEqualTo("s1 2");
    assertThat(shown(second)).isEqualTo("s1 1");
    assertThat(second.getClass()).isSameAs(first.getClass());
    assertThat(sources.compilations()).isEqualTo(1);
  }

  @Test
  void tellsSourcesApartThatDifferInALetter() throws Exception {
    assertThat(shown(instance(1))).isEqualTo("s1 1");
    assertThat(shown(sources.instance("Counting", source("t", 1)))).isEqualTo("t1 1");
    assertThat(sources.compilations()).isEqualTo(2);
  }

  @Test
  void forgetsWhatWasNotWantedForLongest() throws Exception {
    for (int value : new int[] {1, 2, 3, 1, 4}) {
      instance(value);
    }
    assertThat(sources.characters()).isEqualTo(3L * LENGTH);
    assertThat(sources.compilations()).isEqualTo(4);
    instance(1);
    instance(3);
    instance(4);
    assertThat(sources.compilations()).as("2 was forgotten, and nothing else").isEqualTo(4);
    instance(2);
    assertThat(sources.compilations()).isEqualTo(5);
  }

  @Test
  void doesNotRememberASourceThatIsLongerThanAllItMay() throws Exception {
    String longest = "x".repeat(3 * LENGTH);
    assertThat(shown(sources.instance("Counting", source(longest, 1)))).isEqualTo(longest + "1 1");
    assertThat(sources.characters()).isZero();
  }

  @Test
  void saysEachTimeThatASourceMakesNoSense() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> sources.instance("Counting", "public class Counting { what }"))
          .isInstanceOf(CompileException.class);
    }
    assertThat(sources.characters()).isZero();
  }

  @Test
  void servesManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Object>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int value = i % 5;
        calls.add(() -> shown(instance(value)));
      }
      List<Future<Object>> shown = threads.invokeAll(calls);
      for (int i = 0; i < shown.size(); i++) {
        assertThat(shown.get(i).get()).isEqualTo("s" + i % 5 + " 1");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(sources.characters()).isEqualTo(3L * LENGTH);
  }

  @Test
  void remembersTheNamesThatAreNoClasses() {
    List<String> asked = new ArrayList<>();
    ClassLoader classes =
        new ClassLoader(getClass().getClassLoader()) {
          @Override
          public Class<?> loadClass(String name) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name);
          }
        };
    KnownNames names = new KnownNames(classes, 2);
    for (String name : List.of("java.util", "java.util", "java.util.List", "java.lang", "java")) {
      try {
        assertThat(names.loadClass(name)).isSameAs(List.class);
      } catch (ClassNotFoundException e) {
        assertThat(e).hasMessageContaining(name);
      }
    }
    assertThat(asked).containsExactly("java.util", "java.util.List", "java.lang", "java");
    assertThat(names.unknown()).as("no more than two, whatever is asked").isEqualTo(1);
  }
}
