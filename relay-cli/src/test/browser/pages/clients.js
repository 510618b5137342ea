// One way to drive clients that differ, over a SockJS transport of choice. `seen` is what happened.

const BEAT = 4000; // milliseconds: a busy machine must not make a server look dead

const seen = { connected: 0, errors: [], bodies: [], receipts: [], beats: 0, transport: null };

function openSocket(url, transport) {
  const socket = new SockJS(url, null, { transports: [transport], timeout: 30000 });
  socket.addEventListener('open', () => (seen.transport = socket.transport));
  socket.addEventListener('message', (event) => event.data === '\n' && seen.beats++);
  return socket;
}

const failed = (error) => seen.errors.push(error.body || String(error.reason ?? error));
const received = (message) => seen.bodies.push(message.body);
const receipted = (frame) => seen.receipts.push(frame.headers['receipt-id']);

const START = {
  '@stomp/stompjs 4.0.8': (socket, headers) => {
    const client = Stomp.over(socket);
    client.heartbeat = { incoming: BEAT, outgoing: BEAT };
    client.debug = () => {};
    client.onreceipt = receipted;
    client.connect(headers, () => seen.connected++, failed);
    return {
      listen: (destination) => client.subscribe(destination, received, { receipt: 'listening' }),
      say: (destination, body) => client.send(destination, {}, body),
      leave: () => client.disconnect(() => receipted({ headers: { 'receipt-id': 'left' } })),
    };
  },

  'webstomp-client 1.2.6': (socket, headers) => {
    const client = webstomp.over(socket, { heartbeat: { incoming: BEAT, outgoing: BEAT }, debug: false });
    client.onreceipt = receipted;
    client.connect(headers, () => seen.connected++, failed);
    return {
      listen: (destination) => client.subscribe(destination, received, { receipt: 'listening' }),
      say: (destination, body) => client.send(destination, body),
      leave: () => client.disconnect(() => receipted({ headers: { 'receipt-id': 'left' } })),
    };
  },

  '@stomp/stompjs 7': (socket, headers) => {
    const client = new StompJs.Client({
      webSocketFactory: () => socket,
      connectHeaders: headers,
      heartbeatIncoming: BEAT,
      heartbeatOutgoing: BEAT,
      reconnectDelay: 0,
      onConnect: () => seen.connected++,
      onStompError: failed,
      onUnhandledReceipt: receipted,
      onDisconnect: () => receipted({ headers: { 'receipt-id': 'left' } }),
    });
    client.activate();
    return {
      listen: (destination) => client.subscribe(destination, received, { receipt: 'listening' }),
      say: (destination, body) => client.publish({ destination, body }),
      leave: () => client.deactivate(),
    };
  },
};

let chat = null;

function start(client, url, transport, headers) {
  chat = START[client](openSocket(url, transport), headers);
}
