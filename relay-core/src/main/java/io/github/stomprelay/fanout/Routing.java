package io.github.stomprelay.fanout;

/** How the messages of a shared queue find the bindings they came by. */
enum Routing {
  /** Routing key and CC keys against patterns with {@code *} and {@code #}. */
  TOPIC,

  /** Routing key or a CC key equal to the binding's. */
  DIRECT,

  /** Every message belongs to every binding: a fanout exchange, or a queue with one binding. */
  ALL
}
