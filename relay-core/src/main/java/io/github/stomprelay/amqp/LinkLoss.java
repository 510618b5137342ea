package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.stomprelay.broker.BrokerError;

/**
 * Why a link was lost.
 *
 * @param classId and {@code methodId}: the AMQP method that the broker closed it for, or 0
 */
record LinkLoss(BrokerError error, int classId, int methodId) {
  static LinkLoss of(ShutdownSignalException cause) {
    BrokerError error = BrokerErrors.of(cause);
    return cause.getReason() instanceof AMQP.Connection.Close close
        ? new LinkLoss(error, close.getClassId(), close.getMethodId())
        : new LinkLoss(error, 0, 0);
  }

  /** The same, where the broker gave no reason and the relay knows one. */
  LinkLoss because(String reason) {
    return error.code() == 0
        ? new LinkLoss(BrokerError.local("link_lost", reason), classId, methodId)
        : this;
  }

  /**
   * Returns whether the broker failed at something without saying at what: RabbitMQ's channels end
   * so on arguments that nobody checks, such as {@code x-max-age:soon}.
   */
  boolean isUnexplained() {
    return error.code() == BrokerError.INTERNAL_ERROR && classId == 0;
  }

  /** Returns whether the broker may have closed the link because of a method of this kind. */
  boolean blames(Method method) {
    return isUnexplained()
        || (classId != 0
            && method.protocolClassId() == classId
            && method.protocolMethodId() == methodId);
  }
}
