import { spawn } from 'node:child_process'
import { CoreEvents } from './core-events.ts'
import type { CoreKind, CoreOptions, Questions, Running, RunningCore, RunningMain } from './core-kind.ts'
import { collect, end, isAlive } from './core-process.ts'
import type { Core, MainCore } from './cores.ts'
import { mainKind } from './main-core.ts'
import { programKind } from './program-core.ts'

const triesMax = 5
const patienceMs = 5_000

type Ready = (events: CoreEvents) => boolean

/** Starts a core behind an argv prefix and waits until `isReady`: without it, until all its listeners are open. */
export function startCore(
  core: Core,
  prefix: readonly string[],
  options: CoreOptions,
  isReady?: Ready,
): Promise<RunningCore> {
  if (core.kind === 'main') return startMain(core, prefix, options, isReady)
  const portal = nextPortal()
  return start(programKind(core, options, portal, prefix), portal, prefix, isReady ?? listens(options))
}

/** The same for the main branch, which tells more. */
export function startMain(
  core: MainCore,
  prefix: readonly string[],
  options: CoreOptions,
  isReady?: Ready,
): Promise<RunningMain> {
  return start(mainKind(core, options), nextPortal(), prefix, isReady ?? listens(options))
}

let portals = 15_000

/** Each core has one of its own: two that look for a free one at once take the same, and one dies. */
function nextPortal(): string {
  portals += 1
  return `127.0.0.1:${portals}`
}

function listens({ listeners = [] }: CoreOptions): Ready {
  return (events) => {
    const open = events.named('ListenerAdded').map(({ words: [url = ''] }) => url.replace(/\/$/, ''))
    return listeners.every((listener) => open.includes(listener))
  }
}

/** Now and then a core hangs in its first second: then it is started once more, with more patience. */
async function start<Asked extends Questions>(
  kind: CoreKind<Asked>,
  portal: string,
  prefix: readonly string[],
  isReady: Ready,
): Promise<Running & Asked> {
  const [program = '', ...words] = [...prefix, ...kind.words]
  for (let tries = 1; ; tries += 1) {
    const child = spawn(program, words)
    const events = new CoreEvents()
    const log = collect(child, (line) => kind.onLine(line, events))
    child.once('error', (error) => events.close(error.message))
    child.once('close', (code) => events.close(`the core ended with ${code}`))
    try {
      await events.until('it was ready', patienceMs * tries, isReady)
      const running = { portal, events, log, alive: () => isAlive(child), kill: () => end(child) }
      return { ...running, ...kind.asked(child) }
    } catch (error) {
      await end(child)
      if (tries === triesMax) throw new Error(`no core; it said:\n${log()}`, { cause: error })
    }
  }
}
