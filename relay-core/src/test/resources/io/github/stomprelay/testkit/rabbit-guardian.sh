# Parent of one private RabbitMQ node: $1 is the node's directory, $2 that of RabbitMQ's programs. Commands come in
# by stdin, one line each, and each is answered by one line. End of input (the test closed the node, or its JVM is
# gone, however it went) kills broker and epmd and removes the directory: nothing of a node outlives its test.
dir=$1
programs=$2
broker=
epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 </dev/null >"$dir/epmd.log" 2>&1 &
epmd=$!
trap '' HUP INT TERM
ulimit -n "$(ulimit -Hn)"
cd "$dir" # where a crash dump would go

while read -r command; do
  case $command in
    start)
      : >"$dir/broker.log" # before the answer: what an earlier start logged must not count for this one
      # started from a clean slate of signals: what a shell ignores its children ignore too
      (trap - HUP INT TERM; exec "$programs/rabbitmq-server" </dev/null >"$dir/broker.log" 2>&1) &
      broker=$!
      echo "$broker"
      ;;
    TERM | KILL | STOP | CONT)
      kill -"$command" "$broker" 2>/dev/null
      case $command in TERM | KILL) wait "$broker" 2>/dev/null ;; esac
      echo "done"
      ;;
  esac
done

[ -n "$broker" ] && kill -KILL "$broker" 2>/dev/null
kill -KILL "$epmd" 2>/dev/null
wait 2>/dev/null
rm -rf "$dir"
