# ruby-stomp, STOMP 1.1: receipt, acknowledgement, transaction, durable subscription.
require "stomp"
require "timeout"

host, port, name = ARGV
login = { hosts: [{ login: "guest", passcode: "guest", host: host, port: port.to_i }],
          connect_headers: { "accept-version" => "1.1", "host" => "/" }, reliable: false }
Timeout.timeout(30) do
  client = Stomp::Connection.new(login)
  raise client.connection_frame.to_s unless client.connection_frame.command == "CONNECTED"
  client.subscribe("/queue/#{name}", { ack: "client", id: "s" }, "s")
  client.publish("/queue/#{name}", "eins: zwei", { receipt: "r", colour: "a:b" })
  frames = [client.receive, client.receive]
  raise frames.to_s unless frames.map(&:command).sort == %w[MESSAGE RECEIPT]
  message = frames.find { |frame| frame.command == "MESSAGE" }
  raise message.body unless message.body == "eins: zwei"
  raise message.headers.to_s unless message.headers["colour"] == "a:b"
  client.ack(message.headers["message-id"], { subscription: "s" })
  client.begin("t")
  client.publish("/queue/#{name}", "in a transaction", { transaction: "t" })
  client.commit("t")
  message = client.receive
  raise message.body unless message.body == "in a transaction"
  client.ack(message.headers["message-id"], { subscription: "s" })
  client.disconnect({ receipt: "bye" })
end
puts "OK"
