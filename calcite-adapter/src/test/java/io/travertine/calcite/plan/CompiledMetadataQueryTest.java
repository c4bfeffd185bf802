package io.travertine.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.junit.jupiter.api.Test;

class CompiledMetadataQueryTest {

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // as in the class
  void everyQuestionHasAHandlerThatTheBuildHasCompiled() {
    CompiledMetadataQuery query = new CompiledMetadataQuery();
    List<String> answered = new ArrayList<>();
    for (Class<?> kind : BuiltInMetadata.class.getClasses()) {
      for (Class<?> handler : kind.getClasses()) {
        if (MetadataHandler.class.isAssignableFrom(handler)) {
          MetadataHandler<?> made =
              (MetadataHandler<?>) query.revise((Class) handler.asSubclass(MetadataHandler.class));
          assertThat(made.getClass().getClassLoader())
              .isSameAs(CompiledMetadataQuery.class.getClassLoader());
          assertThat(query.revise((Class) handler)).isSameAs(made);
          answered.add(kind.getSimpleName());
        }
      }
    }
    assertThat(answered).contains("RowCount", "CumulativeCost", "UniqueKeys", "Predicates");
  }
}
