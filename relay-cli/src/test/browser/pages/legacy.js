// The legacy chat's way of talking, with a record of what happens to it. Plain old script, as it was.

var record = { connected: 0, errors: [], frames: [], receipts: [], transport: null, pongs: 0 };
var stompClient = null;

function connectSockJs(url, headers, transports) {
  var options = { timeout: 30000 }; // a busy machine must not make a transport look broken
  if (transports) {
    options.transports = transports;
  }
  connect(Stomp.over(new SockJS(url, null, options)), headers);
}

function connectPlain(url, headers) {
  connect(Stomp.client(url), headers);
}

function connect(client, headers) {
  stompClient = client;
  stompClient.debug = function (line) {
    if (line === '<<< PONG') {
      record.pongs++;
    }
  };
  stompClient.onreceipt = function (frame) {
    record.receipts.push(frame.headers['receipt-id']);
  };
  stompClient.connect(headers, onConnected, onError);
}

function onConnected(frame) {
  record.connected++;
  record.session = frame.headers;
  record.transport = stompClient.ws.transport || 'plain';
}

function onError(error) {
  record.errors.push(error.command ? { command: error.command, headers: error.headers, body: error.body } : String(error));
}

function bodies() {
  return record.frames.map(function (frame) {
    return JSON.parse(frame.body);
  });
}

function onMessageReceived(frame) {
  record.frames.push({ command: frame.command, headers: frame.headers, body: frame.body });
}

function listen(destination, headers) {
  stompClient.subscribe(destination, onMessageReceived, headers || {});
}

function joinRoom(roomId, token) {
  ['connect', 'send', 'disconnect'].forEach(function (exchange) {
    listen('/exchange/' + exchange + '.exchange/room.' + roomId);
  });
  stompClient.send(
    '/app/chat.addUser',
    { Authorization: token },
    JSON.stringify({ roomId: roomId, type: 'JOIN', day: '11/22', time: '14:05' })
  );
}

function talk(roomId, sender, message, headers) {
  stompClient.send(
    '/app/chat.sendMessage',
    headers || {},
    JSON.stringify({ roomId: roomId, sender: sender, message: message, type: 'TALK', day: '11/22', time: '14:05' })
  );
}
