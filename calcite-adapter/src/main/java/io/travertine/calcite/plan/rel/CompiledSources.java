package io.travertine.calcite.plan.rel;

import java.lang.reflect.Constructor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.calcite.runtime.Bindable;
import org.codehaus.commons.compiler.CompilerFactoryFactory;
import org.codehaus.commons.compiler.ISimpleCompiler;
import org.jspecify.annotations.Nullable;

/**
 * Classes by the source they were compiled from: statements that differ in nothing but objects that
 * travel beside the code share one. A class has no state of its own, so each statement has an
 * object of it and no more. Thread-safe.
 *
 * <p>Kept are the sources that were wanted last, up to a length in sum that stands for the
 * metaspace of their classes, some 7 bytes a character.
 */
final class CompiledSources {

  /** Names that are remembered to be no classes. */
  private static final int KNOWN_NAMES_MAX = 10_000;

  private final long charactersMax;
  private final Map<String, Constructor<?>> known = new LinkedHashMap<>(16, 0.75f, true);
  private final ClassLoader parent =
      new KnownNames(CompiledSources.class.getClassLoader(), KNOWN_NAMES_MAX);
  private long characters;
  private long compilations;

  /**
   * @param charactersMax of all sources that are remembered
   */
  CompiledSources(long charactersMax) {
    this.charactersMax = charactersMax;
  }

  /**
   * A new object of the class that {@code source} declares as {@code name}, in no package.
   *
   * @throws Exception if it cannot be compiled
   */
  Bindable<?> instance(String name, String source) throws Exception {
    Constructor<?> constructor = find(source);
    if (constructor == null) {
      constructor = compile(name, source);
      remember(source, constructor);
    }
    return (Bindable<?>) constructor.newInstance();
  }

  private synchronized @Nullable Constructor<?> find(String source) {
    return known.get(source);
  }

  private Constructor<?> compile(String name, String source) throws Exception {
    ISimpleCompiler compiler =
        CompilerFactoryFactory.getDefaultCompilerFactory(CompiledSources.class.getClassLoader())
            .newSimpleCompiler();
    compiler.setParentClassLoader(parent);
    compiler.cook(source);
    return compiler.getClassLoader().loadClass(name).getDeclaredConstructors()[0];
  }

  private synchronized void remember(String source, Constructor<?> constructor) {
    compilations++;
    if (known.put(source, constructor) == null) {
      characters += source.length();
    }
    Iterator<String> oldest = known.keySet().iterator();
    while (characters > charactersMax) {
      characters -= oldest.next().length();
      oldest.remove();
    }
  }

  /** How often something was compiled since this process began. */
  synchronized long compilations() {
    return compilations;
  }

  /** The length of all sources that are remembered. */
  synchronized long characters() {
    return characters;
  }
}
