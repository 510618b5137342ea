// What the integration test that started us has told us.

function required(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set; these scripts are started by the integration tests of relay-cli`);
  }
  return value;
}

/** host:port of the relay's HTTP port. */
export const relay = () => required('RELAY_HTTP');

/** Address of the test's own server, which does to the broker what a script asks for. */
export const broker = () => required('BROKER_CONTROL');

/** The port for the site whose library the relay's iframe page names. */
export const sitePort = () => Number(required('SITE_PORT'));

/** The HMAC secret that tokens are signed with. */
export const secret = () => required('JWT_SECRET');

/** Path of the browser. */
export const chromium = () => required('CHROMIUM');

/** Where screenshots go. */
export const screenshots = () => required('SCREENSHOTS');
