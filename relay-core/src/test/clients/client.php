<?php
// php-stomp, STOMP 1.0: receipt, acknowledgement, transaction.
[$self, $host, $port, $name] = $argv;
$client = new Stomp("tcp://$host:$port", 'guest', 'guest');
$client->setReadTimeout(20);
$client->subscribe("/queue/$name", ['ack' => 'client', 'id' => 's']);
if (!$client->send("/queue/$name", "eins\nzwei", ['receipt' => 'r', 'colour' => 'red'])) {
    exit('not sent: ' . $client->error());
}
$message = $client->readFrame();
if ($message->body !== "eins\nzwei" || $message->headers['colour'] !== 'red') {
    exit('not received: ' . print_r($message, true));
}
$client->ack($message);
$client->begin('t');
$client->send("/queue/$name", 'in a transaction', ['transaction' => 't']);
$client->commit('t', ['receipt' => 'c']);
$message = $client->readFrame();
if ($message->body !== 'in a transaction') {
    exit('not received: ' . print_r($message, true));
}
$client->ack($message);
unset($client);
echo "OK\n";
