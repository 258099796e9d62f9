import type {
  ProbeAction,
  ProbeEvent,
  ProbeMachine,
  ProbeOutcome,
  TimerId,
} from '../easytier/machine-types.ts'
import type { Channel } from './channel.ts'
import type { Clock } from './clock.ts'

export type SessionEnd =
  | { readonly kind: 'done'; readonly outcome: ProbeOutcome }
  | { readonly kind: 'aborted' }

/**
 * Drives the state machine over an open channel until it is done: events in, actions out. `expiresMs` is the
 * instant (clock's monotonic milliseconds) at which the whole probe's budget ends. When this resolves, the
 * channel is closed and no timer is left.
 */
export async function runSession(
  machine: ProbeMachine,
  channel: Channel,
  options: {
    readonly clock: Clock
    readonly signal: AbortSignal
    readonly expiresMs: number
    /** the node is being asked often: it should not keep what is over */
    readonly isFrequent: boolean
  },
): Promise<SessionEnd> {
  const { clock, signal, expiresMs } = options
  const timers = new Map<TimerId, () => void>()
  let hurried = false

  const end = await new Promise<SessionEnd>((resolve) => {
    let ended = false
    const finish = (how: SessionEnd): void => {
      if (ended) return
      ended = true
      cancelBudget()
      signal.removeEventListener('abort', onAbort)
      for (const cancel of timers.values()) cancel()
      timers.clear()
      resolve(how)
    }
    const onAbort = (): void => {
      hurried = true
      finish({ kind: 'aborted' })
    }
    const tell = (event: ProbeEvent): void => {
      if (ended) return
      for (const action of machine.handle(event)) act(action)
    }
    const act = (action: ProbeAction): void => {
      switch (action.type) {
        case 'send':
          channel.send(action.bytes)
          break
        case 'set-timer': {
          const { id } = action
          timers.get(id)?.()
          const cancel = clock.after(action.ms, () => {
            timers.delete(id)
            tell({ type: 'timer', id, nowMs: clock.nowMs() })
          })
          timers.set(id, cancel)
          break
        }
        case 'clear-timer':
          timers.get(action.id)?.()
          timers.delete(action.id)
          break
        case 'done':
          finish({ kind: 'done', outcome: action.outcome })
          break
      }
    }
    const cancelBudget = clock.after(Math.max(0, expiresMs - clock.nowMs()), () => {
      hurried = true
      tell({ type: 'expired', nowMs: clock.nowMs() })
    })
    if (signal.aborted) {
      onAbort()
      return
    }
    signal.addEventListener('abort', onAbort, { once: true })
    tell({ type: 'open', nowMs: clock.nowMs() })
    channel.start({
      data(bytes) {
        const type = channel.transport === 'tcp' ? 'bytes' : 'message'
        tell({ type, bytes, nowMs: clock.nowMs() })
      },
      violation() {
        tell({ type: 'text', nowMs: clock.nowMs() })
      },
      closed(how) {
        tell({ type: 'closed', nowMs: clock.nowMs(), ...how })
      },
    })
  })
  await (hurried ? channel.drop() : channel.leave({ forgetAtOnce: options.isFrequent || isHeld(end) }))
  return end
}

/** A node that keeps a foreign network's name, or that will be asked once more at once. UDP, rule 9. */
function isHeld(end: SessionEnd): boolean {
  return end.kind === 'done' && (end.outcome.mode === 'foreign' || end.outcome.retry !== null)
}
