// The broker's side of a scenario, done by the integration test over AMQP.

import { broker } from './environment.mjs';

async function ask(what, content = {}) {
  const response = await fetch(`${broker()}/${what}`, { method: 'POST', body: JSON.stringify(content) });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${what}: ${text}`);
  }
  return text ? JSON.parse(text) : undefined;
}

/** Publishes as a back-end service does. */
export const publish = (exchange, routingKey, body, properties = {}) =>
  ask('publish', { exchange, routingKey, body, ...properties });

/** Takes all messages out of a queue: [{routingKey, body, contentType, deliveryMode, headers}]. */
export const drain = (queue) => ask('drain', { queue });

/** Declares a durable queue. */
export const declare = (queue) => ask('declare', { queue });

/** Shuts RabbitMQ down; resolves when it has ended. */
export const stop = () => ask('stop');

/** Starts RabbitMQ on the data it had. */
export const start = () => ask('start');
