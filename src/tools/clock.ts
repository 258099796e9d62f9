import { minuteMs } from '../contract/time.ts'
import * as v from 'valibot'
import { TickAnswer } from '../contract/tick.ts'

/**
 * `TICK_KEY=... npm run clock -- https://HOST [--once]`: makes this machine the clock of a deployment. Calls
 * `POST /api/tick` once a minute and says when that begins to fail and when it works again. With `--once` a single call,
 * for a crontab; it ends with 1 when that fails.
 */
const answerMs = 25_000
const pauseMs = minuteMs
const answerBytesMax = 64 * 1024

type Outcome = { readonly isFine: boolean; readonly line: string }

const [address, key] = [
  process.argv.slice(2).find((word) => !word.startsWith('--')),
  process.env['TICK_KEY'] ?? '',
]
const isOnce = process.argv.includes('--once')
const url = addressOf(address)

if (url === undefined || key === '') {
  console.error('usage: TICK_KEY=... npm run clock -- https://HOST [--once]')
  process.exitCode = 2
} else if (isOnce) {
  const { isFine, line } = await call(url)
  say(line)
  if (!isFine) process.exitCode = 1
} else {
  await callOn(url)
}

/** The address of the tick; undefined for what is none, and for http to anywhere but this machine: the key travels in it. */
function addressOf(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined
  const { origin, protocol, hostname } = new URL(text)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isLocal) ? new URL('/api/tick', origin) : undefined
}

async function callOn(to: URL): Promise<void> {
  let wasFine: boolean | undefined
  for (;;) {
    const startMs = Date.now()
    const { isFine, line } = await call(to)
    if (isFine !== wasFine) say(line)
    wasFine = isFine
    await pause(Math.max(1_000, startMs + pauseMs - Date.now()))
  }
}

async function call(to: URL): Promise<Outcome> {
  try {
    const response = await fetch(to, {
      method: 'POST',
      headers: { 'x-tick-key': key },
      // The key is for this host alone.
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    })
    const text = (await response.text()).slice(0, answerBytesMax)
    if (!response.ok)
      return { isFine: false, line: `${to.host} answers ${response.status}: ${text.slice(0, 200)}` }
    const { due, checked, alerted } = v.parse(TickAnswer, JSON.parse(text))
    return { isFine: true, line: `${to.host} ticks: ${due} due, ${checked} checked, ${alerted} alerted` }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
    return {
      isFine: false,
      line: `${to.host}: ${error instanceof Error ? error.message : String(error)}${cause}`,
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

function say(line: string): void {
  console.log(`${new Date().toISOString()} ${line.replaceAll(/\s+/g, ' ')}`)
}
