import type { Clock } from './clock.ts'
import { limits } from './limits.ts'
import type { Resolver } from './resolve.ts'

/** Names that resolve everywhere; one of them is enough. Nothing is sent to their hosts. */
const landmarkNames = ['dns.alidns.com', 'one.one.one.one', 'dns.google']

/** Whether names can be resolved in this place: asked at most once a minute, answered within 1.5 s. */
export type NameSupport = { works(): Promise<boolean> }

/** Asks a resolver. */
export function createNameSupport(resolver: Resolver, clock: Clock): NameSupport {
  let found: { readonly works: Promise<boolean>; readonly askedMs: number } | undefined
  return {
    works() {
      if (found === undefined || clock.nowMs() - found.askedMs > limits.outboundKeepMs) {
        found = { works: askNames(resolver, clock), askedMs: clock.nowMs() }
      }
      return found.works
    },
  }
}

function askNames(resolver: Resolver, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    let left = landmarkNames.length
    const finish = (works: boolean): void => {
      cancel()
      resolve(works)
    }
    const cancel = clock.after(limits.outboundMs, () => {
      resolve(false)
    })
    const settle = (isFound: boolean): void => {
      left -= 1
      if (isFound || left === 0) finish(isFound)
    }
    for (const name of landmarkNames) {
      resolver(name).then(
        (addresses) => settle(addresses.length > 0),
        () => settle(false),
      )
    }
  })
}
