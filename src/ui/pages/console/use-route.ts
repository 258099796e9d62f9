import { useEffect, useState } from 'preact/hooks'
import { readRoute, type ConsoleRoute } from './routes.ts'

type Guard = () => Promise<boolean>
const leaving: { guard: Guard | undefined; hash: string } = { guard: undefined, hash: '' }

/** Goes to a place of the console, such as `#/nodes`. */
export function go(hash: string): void {
  location.hash = hash
}

/** Goes there without a step in the history, for searches as they are typed. */
export function replaceHash(hash: string): void {
  history.replaceState(history.state, '', hash)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

/** Has `guard` asked before the page is left, while the component is on the screen. It resolves to whether one may go. */
export function useLeaveGuard(guard: Guard | undefined): void {
  useEffect(() => {
    leaving.guard = guard
    if (!guard) return undefined
    const unload = (event: Event): void => event.preventDefault()
    addEventListener('beforeunload', unload)
    return () => {
      leaving.guard = undefined
      removeEventListener('beforeunload', unload)
    }
  }, [guard])
}

/** The route in the hash, after every change that the guard allows. */
export function useRoute(): ConsoleRoute {
  const [route, setRoute] = useState(() => readRoute(location.hash))
  useEffect(() => {
    leaving.hash = location.hash
    const changed = async (): Promise<void> => {
      const target = location.hash
      if (target === leaving.hash) return
      const { guard } = leaving
      if (guard) {
        // The address has changed already: put it back while the question stands.
        history.replaceState(history.state, '', leaving.hash || '#/nodes')
        if (!(await guard())) return
        leaving.guard = undefined
        history.replaceState(history.state, '', target)
      }
      leaving.hash = target
      setRoute(readRoute(target))
    }
    const listener = (): void => {
      changed().catch((error: unknown) => console.error(error))
    }
    addEventListener('hashchange', listener)
    return () => removeEventListener('hashchange', listener)
  }, [])
  return route
}
