package io.travertine.calcite.plan;

import java.util.List;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/**
 * Calcite's questions about plans, answered by the classes that it generates for them. The build
 * has compiled these; Calcite itself does it in each process anew, when it is asked first.
 */
final class CompiledMetadataQuery extends RelMetadataQuery {

  private static final String PREFIX =
      CompiledMetadataQuery.class.getPackageName() + ".generated.GeneratedMetadata_";

  /** By the kind of question; they have no state but what they are made of. */
  private static final ClassValue<MetadataHandler<?>> HANDLERS =
      new ClassValue<>() {
        @Override
        protected MetadataHandler<?> computeValue(Class<?> kind) {
          return made(kind.asSubclass(MetadataHandler.class));
        }
      };

  @Override
  protected <H extends MetadataHandler<?>> H revise(Class<H> kind) {
    return kind.cast(HANDLERS.get(kind));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // classes do not tell their type arguments
  private static MetadataHandler<?> made(Class<? extends MetadataHandler> kind) {
    List<MetadataHandler<?>> answers =
        DefaultRelMetadataProvider.INSTANCE.handlers((Class<? extends MetadataHandler<?>>) kind);
    String name = PREFIX + kind.getEnclosingClass().getSimpleName() + kind.getSimpleName();
    try {
      return (MetadataHandler<?>)
          Class.forName(name)
              .getDeclaredConstructors()[0]
              .newInstance(answers.stream().distinct().toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("there is no handler for " + kind.getName(), e);
    }
  }
}
