package io.github.stomprelay;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threats of docs/security.md that are kept out by what the product does not contain. */
class ThreatRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.stomprelay");

  /** T1. */
  @Test
  void nothingDeserializesObjectsOrEvaluatesExpressions() {
    noClasses()
        .should()
        .dependOnClassesThat(
            assignableTo(java.io.ObjectInputStream.class)
                .or(
                    resideInAnyPackage(
                        "javax.script..",
                        "java.beans..",
                        "java.rmi..",
                        "javax.management.remote..")))
        .check(CLASSES);
  }

  /** T1: the libraries that earlier attacks went through are not even there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.springframework.expression.ExpressionParser",
        "com.thoughtworks.xstream.XStream",
        "javax.el.ELProcessor",
        "com.fasterxml.jackson.databind.ObjectMapper",
        "org.codehaus.janino.ScriptEvaluator"
      })
  void noExpressionEngineIsOnTheClassPath(String name) {
    assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
  }

  /** T1: of JNDI only the reader of names is used, which looks nothing up. */
  @Test
  void nothingIsLookedUpByJndi() {
    noClasses()
        .should()
        .dependOnClassesThat(
            assignableTo(javax.naming.Context.class)
                .or(assignableTo(javax.naming.directory.DirContext.class)))
        .check(CLASSES);
  }

  /** T18, T21, T35: only package amqp connects to anything, which is the broker. */
  @Test
  void nothingIsFetched() {
    noClasses()
        .that(not(resideInAPackage("io.github.stomprelay.amqp..")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net.http..")
                .or(assignableTo(java.net.URLConnection.class))
                .or(assignableTo(java.net.Socket.class))
                .or(assignableTo(java.nio.channels.SocketChannel.class))
                .or(assignableTo(io.netty.bootstrap.Bootstrap.class)))
        .check(CLASSES);
    noClasses().should().callMethod(java.net.URL.class, "openStream").check(CLASSES);
    noClasses().should().callMethod(java.net.URL.class, "openConnection").check(CLASSES);
  }

  /** T38: what clients send is never compiled to a regular expression. */
  @Test
  void regularExpressionsAreConstants() {
    noClasses()
        .that(resideInAnyPackage("..stomp..", "..session..", "..permission..", "..route.."))
        .should()
        .callMethod(String.class, "matches", String.class)
        .orShould()
        .callMethod(String.class, "replaceAll", String.class, String.class)
        .orShould()
        .callMethod(Pattern.class, "matches", String.class, CharSequence.class)
        .check(CLASSES);
  }

  /** T40: what knows clients' names knows no files; those that are opened are the operator's. */
  @Test
  void namesOfFilesAreNeverFromInput() {
    noClasses()
        .that(
            resideInAnyPackage(
                "..stomp..",
                "..destination..",
                "..broker..",
                "..session..",
                "..permission..",
                "..route..",
                "..limit..",
                "..amqp..",
                "..fanout..",
                "..admin..",
                "..embedded..",
                "..transport.http..",
                "..transport.sockjs.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.nio.file..")
                .or(assignableTo(java.io.File.class))
                .or(assignableTo(java.io.FileInputStream.class))
                .or(assignableTo(java.io.FileOutputStream.class))
                .or(assignableTo(java.io.RandomAccessFile.class)))
        .check(CLASSES);
  }
}
