import { minuteMs } from '../../../contract/time.ts'
import { useEffect } from 'preact/hooks'
import { showToast } from '../../components/toast.tsx'
import { t } from '../../i18n/console.ts'
import type { Console } from './console.ts'
import { isAdminRoute, isOpenRoute, nextHash, type ConsoleRoute } from './routes.ts'
import { useStore } from './store.ts'
import { go } from './use-route.ts'
import { serverNowMs } from '../../lib/server-clock.ts'

const warnMs = 600_000
const meEveryMs = minuteMs

/** Keeps route and session in step: who is not signed in goes to the sign-in page, who lost a role leaves the admin pages. */
export function useSessionWatch(opened: Console, route: ConsoleRoute): void {
  const { signedIn, farewell } = useStore(opened.store)
  const email = signedIn?.email
  const role = signedIn?.role

  useEffect(() => {
    if (signedIn === undefined && !isOpenRoute(route.name)) {
      const here = location.hash.replace(/^#/, '')
      // After a sign-out there is nothing to come back to.
      go(here === '' || farewell !== '' ? '#/login' : `#/login?next=${encodeURIComponent(here)}`)
    } else if (signedIn !== undefined && route.name === 'login') go(nextHash(route.next, signedIn.role))
  }, [signedIn, route, farewell])

  useEffect(() => {
    if (role === undefined || role !== 'user' || !isAdminRoute(route.name)) return
    showToast({ tone: 'warn', text: t('roleChanged') })
    go('#/nodes')
  }, [role, route])

  useEffect(() => {
    if (email === undefined) return undefined
    const ask = (): void => {
      if (!document.hidden) void opened.loadMe()
    }
    ask()
    const timer = setInterval(ask, meEveryMs)
    document.addEventListener('visibilitychange', ask)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', ask)
    }
  }, [email, opened])

  const endMs = signedIn === undefined ? 0 : Date.parse(signedIn.expiresAt)
  useEffect(() => {
    if (endMs === 0) return undefined
    const warn = (): void =>
      showToast({
        tone: 'warn',
        text: t('endsSoon', { n: Math.max(1, Math.round((endMs - serverNowMs()) / minuteMs)) }),
        action: { label: t('signInNow'), run: () => void opened.askSignIn() },
      })
    const timer = setTimeout(warn, Math.max(0, Math.min(endMs - serverNowMs() - warnMs, 2 ** 31 - 1)))
    return () => clearTimeout(timer)
  }, [endMs, opened])
}
