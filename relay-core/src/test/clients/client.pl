# libnet-stomp-perl, STOMP 1.0: receipt, acknowledgement, transaction.
use strict;
use warnings;
use Net::Stomp;

my ($host, $port, $name) = @ARGV;
my $client = Net::Stomp->new({ hostname => $host, port => $port, timeout => 20 });
my $answer = $client->connect({ login => 'guest', passcode => 'guest' });
die 'not connected' unless $answer->command eq 'CONNECTED';
$client->send_with_receipt({ destination => "/queue/$name", body => "eins\nzwei", colour => 'red' })
  or die 'no receipt';
$client->subscribe({ destination => "/queue/$name", ack => 'client' });
my $message = $client->receive_frame({ timeout => 20 }) or die 'no message';
die $message->body unless $message->body eq "eins\nzwei";
die 'header' unless $message->headers->{colour} eq 'red';
$client->ack({ frame => $message });
# send_transactional waits for a receipt before it commits, which RabbitMQ does not give either
frame('BEGIN', { transaction => 't' });
$client->send({ destination => "/queue/$name", transaction => 't', body => 'in a transaction' });
frame('COMMIT', { transaction => 't' });
$message = $client->receive_frame({ timeout => 20 }) or die 'no message';
die $message->body unless $message->body eq 'in a transaction';
$client->ack({ frame => $message });
$client->disconnect;
print "OK\n";

sub frame {
    my ($command, $headers) = @_;
    $client->send_frame(Net::Stomp::Frame->new({ command => $command, headers => $headers }));
}
