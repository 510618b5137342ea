# python3-stomp, STOMP 1.2: receipt, acknowledgement, transaction, reply queue.
import queue
import sys

import stomp


class Inbox(stomp.ConnectionListener):
    def __init__(self):
        self.messages = queue.Queue()
        self.receipts = queue.Queue()

    def on_message(self, frame):
        self.messages.put(frame)

    def on_receipt(self, frame):
        self.receipts.put(frame.headers["receipt-id"])

    def on_error(self, frame):
        print("ERROR", frame.headers, frame.body)


host, port, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
inbox = Inbox()
client = stomp.Connection12([(host, port)], vhost="/", heartbeats=(5000, 5000))
client.set_listener("inbox", inbox)
client.connect("guest", "guest", wait=True)
client.subscribe("/queue/" + name, id="s", ack="client-individual")
client.send("/queue/" + name, "eins: zwei\n", content_type="text/plain", receipt="r", colour="a:b")
assert inbox.receipts.get(timeout=20) == "r"
message = inbox.messages.get(timeout=20)
assert message.body == "eins: zwei\n", message.body
assert message.headers["colour"] == "a:b", message.headers
client.ack(message.headers["ack"])
transaction = client.begin()
client.send("/queue/" + name, "in a transaction", transaction=transaction)
client.commit(transaction)
message = inbox.messages.get(timeout=20)
assert message.body == "in a transaction", message.body
client.nack(message.headers["ack"])
message = inbox.messages.get(timeout=20)
assert message.headers["redelivered"] == "true", message.headers
client.ack(message.headers["ack"])
client.send("/queue/" + name, "question", headers={"reply-to": "/temp-queue/answers"})
message = inbox.messages.get(timeout=20)
client.ack(message.headers["ack"])
client.send(message.headers["reply-to"], "answer")
message = inbox.messages.get(timeout=20)
assert message.headers["subscription"] == "/temp-queue/answers", message.headers
assert message.body == "answer", message.body
client.disconnect("bye")
assert inbox.receipts.get(timeout=20) == "bye"
print("OK")
