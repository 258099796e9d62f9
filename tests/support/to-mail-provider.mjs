// Loaded into `npm start` by NODE_OPTIONS: what leaves for Resend goes to the test's own provider instead.
import { createRequire } from 'node:module'

const fromHere = createRequire(import.meta.url)
const { Agent, setGlobalDispatcher } = createRequire(fromHere.resolve('miniflare'))('undici')
const provider = process.env['TEST_MAIL_PROVIDER']

setGlobalDispatcher(
  new Agent().compose((dispatch) => (options, handler) => {
    const leaves = String(options.origin) === 'https://api.resend.com'
    return dispatch(leaves ? { ...options, origin: provider } : options, handler)
  }),
)
