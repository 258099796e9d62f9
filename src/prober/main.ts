import { version } from '../../package.json'
import { minuteMs } from '../contract/time.ts'
import { createChecker } from '../probe/check.ts'
import { systemWorld } from '../probe/probe.ts'
import { Prober } from './prober.ts'
import { Site } from './site.ts'

/**
 * `PROBER_KEY=etp_... node prober.mjs https://HOST`: checks the nodes of a site from here, until it is stopped or its key
 * revoked (then it ends with 3, which no supervisor should restart).
 */
const usage = 'usage: PROBER_KEY=etp_... node prober.mjs https://HOST'
const revoked = 3
const [address = '', key = ''] = [process.argv[2], process.env['PROBER_KEY']]
const origin = originOf(address)

/** The key travels to this address: https, or this very machine. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { origin: found, protocol, hostname } = new URL(text)
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isLocal) ? found : undefined
}

if (origin === undefined || !key.startsWith('etp_')) {
  console.error(usage)
  process.exitCode = 2
} else {
  // A place is told addresses by a site: private networks are none of its business.
  const reach = process.env['PROBER_ALLOW_PRIVATE'] === '1' ? 'any' : 'public'
  const checker = createChecker({ ...systemWorld, reach })
  const prober = new Prober({
    site: new Site(origin, key, version),
    check: (input) => checker.check(input),
    nowMs: () => Date.now(),
    say: (line) => console.log(`${new Date().toISOString()} ${line.replaceAll(/\s+/g, ' ')}`),
  })
  const next = async (): Promise<void> => {
    const startMs = Date.now()
    if (!(await prober.minute())) {
      process.exitCode = revoked
      return
    }
    setTimeout(() => void next(), Math.max(1000, startMs + minuteMs - Date.now()))
  }
  await next()
}
