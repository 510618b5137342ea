'use strict';

// The legacy chat's ways, in a page of our own: SockJS, stomp-websocket 2.3.4, three exchanges per
// room, two application destinations, and a reconnect loop in the page. Whatever comes in is put
// into the document as text, never as markup.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10000;
const MOST_MESSAGES = 500;

const byId = (id) => document.getElementById(id);

const entrance = byId('entrance');
const chat = byId('chat');
const messages = byId('messages');
const text = byId('text');
const send = byId('compose').querySelector('button');

let name = '';
let room = '';
let client = null; // the STOMP client of the current attempt or connection; null outside a room
let pause = FIRST_PAUSE_MS;
let timer = 0;
let reason = ''; // what the relay's ERROR said, for the line that follows its close

byId('enter').addEventListener('submit', (event) => {
  event.preventDefault();
  enter(byId('name').value.trim(), byId('room').value.trim());
});
byId('leave').addEventListener('click', leave);
byId('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  talk();
});
text.addEventListener('input', offerSending);

const wanted = new URLSearchParams(location.hash.slice(1));
byId('name').value = wanted.get('name') || '';
byId('room').value = wanted.get('room') || 'lobby';
byId('name').focus();

function enter(newName, newRoom) {
  if (!newName) {
    return;
  }
  name = newName;
  room = newRoom;
  history.replaceState(null, '', '#' + new URLSearchParams({ room }));
  document.title = room + ' \u2013 demo chat';
  byId('room-name').textContent = room;
  byId('people').textContent = '';
  messages.replaceChildren();
  entrance.hidden = true;
  chat.hidden = false;
  text.focus();
  pause = FIRST_PAUSE_MS;
  connect();
}

function leave() {
  clearTimeout(timer);
  const left = client;
  client = null;
  if (left && left.connected) {
    left.disconnect();
  } else if (left && left.ws) {
    left.ws.close();
  }
  document.title = 'stomp-relay demo chat';
  chat.hidden = true;
  entrance.hidden = false;
  byId('name').focus();
}

// One attempt. What a former attempt still tells is ignored: it is not the current client any more.
async function connect() {
  const attempt = { connected: false, ws: null };
  client = attempt;
  reason = '';
  show('connecting', 'Connecting');
  let token;
  try {
    token = await fetchToken();
  } catch (failure) {
    problem(failure.message);
    lost(attempt);
    return;
  }
  if (client !== attempt) {
    return;
  }
  const stomp = Stomp.over(new SockJS('/coco'));
  stomp.debug = null;
  client = stomp;
  stomp.connect(
    { Authorization: token },
    () => {
      if (client === stomp) {
        joined(stomp, token);
      }
    },
    (error) => lost(stomp, error)
  );
}

async function fetchToken() {
  const response = await fetch('/demo/token?' + new URLSearchParams({ name }));
  if (!response.ok) {
    throw new Error((await response.text()).trim() || 'No token: status ' + response.status);
  }
  return (await response.text()).trim();
}

function joined(stomp, token) {
  const receive = (frame) => {
    if (client === stomp) {
      received(frame);
    }
  };
  for (const exchange of ['connect', 'send', 'disconnect']) {
    stomp.subscribe('/exchange/' + exchange + '.exchange/room.' + room, receive);
  }
  stomp.send(
    '/app/chat.addUser',
    { Authorization: token },
    JSON.stringify({ roomId: room, type: 'JOIN', ...now() })
  );
  pause = FIRST_PAUSE_MS;
  show('connected', 'Connected');
}

// stomp-websocket calls this with an ERROR frame, and with a text when the socket closes.
function lost(stomp, error) {
  if (client !== stomp) {
    return;
  }
  if (error && error.command === 'ERROR') {
    reason = error.headers.message || error.body || 'The relay refused.';
    problem(reason);
    return;
  }
  stomp.connected = false;
  show(reason ? 'refused' : 'waiting', 'Reconnecting');
  clearTimeout(timer);
  timer = setTimeout(connect, pause * (0.75 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
}

function talk() {
  const message = text.value.trim();
  if (!message || !client || !client.connected) {
    return;
  }
  client.send(
    '/app/chat.sendMessage',
    {},
    JSON.stringify({ roomId: room, sender: name, message, type: 'TALK', ...now() })
  );
  text.value = '';
  offerSending();
}

function received(frame) {
  let message;
  try {
    message = JSON.parse(frame.body);
  } catch (notJson) {
    message = { message: frame.body };
  }
  if (message === null || typeof message !== 'object') {
    message = { message: frame.body };
  }
  const who = typeof message.sender === 'string' ? message.sender : 'someone';
  if (message.type === 'JOIN') {
    note(who + ' joined');
  } else if (message.type === 'LEAVE') {
    note(who + ' left');
  } else {
    bubble(who, String(message.message ?? ''), message.time);
  }
  if (Number.isInteger(message.count)) {
    byId('people').textContent = message.count === 1 ? '1 person here' : message.count + ' people here';
  }
}

function bubble(who, said, time) {
  const item = element('article', 'message');
  item.classList.toggle('mine', who === name);
  const avatar = element('span', 'avatar', [...who][0].toUpperCase());
  avatar.setAttribute('aria-hidden', 'true');
  avatar.style.setProperty('--hue', hue(who));
  const about = element('p', 'about');
  about.append(element('strong', '', who), typeof time === 'string' ? ' ' + time : '');
  item.append(avatar, about, element('p', 'bubble', said));
  add(item);
}

function note(what) {
  add(element('p', 'note', what));
}

// The same problem at each attempt is one line.
function problem(what) {
  const last = messages.lastElementChild;
  if (!last || !last.classList.contains('problem') || last.textContent !== what) {
    add(element('p', 'note problem', what));
  }
}

function add(item) {
  const atEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 80;
  messages.append(item);
  while (messages.childElementCount > MOST_MESSAGES) {
    messages.firstElementChild.remove();
  }
  if (atEnd || item.classList.contains('mine')) {
    messages.scrollTop = messages.scrollHeight;
  }
}

function element(tag, className, content) {
  const created = document.createElement(tag);
  created.className = className;
  if (content !== undefined) {
    created.textContent = content;
  }
  return created;
}

function show(state, label) {
  byId('state').dataset.state = state;
  byId('state').textContent = label;
  offerSending();
}

function offerSending() {
  send.disabled = !(client && client.connected && text.value.trim());
}

function hue(who) {
  let sum = 0;
  for (const unit of who) {
    sum = (sum * 31 + unit.codePointAt(0)) % 360;
  }
  return sum;
}

function now() {
  const two = (number) => String(number).padStart(2, '0');
  const date = new Date();
  return {
    day: two(date.getMonth() + 1) + '/' + two(date.getDate()),
    time: two(date.getHours()) + ':' + two(date.getMinutes()),
  };
}
