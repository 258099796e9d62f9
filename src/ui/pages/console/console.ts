import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type * as v from 'valibot'
import type { LoginAnswer, MeAnswer } from '../../../contract/auth.ts'
import type { CheckInitAnswer } from '../../../contract/system.ts'
import { calls } from '../../lib/api-calls.ts'
import { ApiProblem } from '../../lib/api-problem.ts'
import { openApi, type Api } from '../../lib/api.ts'
import { storageOrMemory } from '../../lib/browser-storage.ts'
import { openDrafts, type Drafts } from '../../lib/draft.ts'
import { noteWrite } from '../../lib/own-writes.ts'
import { openSession, type Session, type SignedIn } from '../../lib/session.ts'
import { keepSiteName } from '../../lib/site-name.ts'
import { forgetRecent } from './nodes/recent.ts'
import { createStore, type Store } from './store.ts'

export type Me = v.InferOutput<typeof MeAnswer>
export type Site = v.InferOutput<typeof CheckInitAnswer>

export type ConsoleState = {
  readonly signedIn: SignedIn | undefined
  readonly me: Me | undefined
  readonly site: Site | undefined
  /** The session has ended and its dialog is open. */
  readonly asking: boolean
  /** The session has ended and the password was put off: what is on the screen stays, nothing can be saved. */
  readonly readOnly: boolean
  /** Why nobody is signed in any more, told on the sign-in page. */
  readonly farewell: 'disabled' | 'signed-out' | ''
}

/** Everything the console's pages share. */
export type Console = {
  readonly store: Store<ConsoleState>
  readonly api: Api
  readonly session: Session
  readonly drafts: () => Drafts
  readonly signIn: (answer: v.InferOutput<typeof LoginAnswer>, keep: boolean) => void
  readonly signOut: (why?: ConsoleState['farewell']) => void
  /** Asks for the password in a dialog; true when the session goes on. All who ask meanwhile share one answer. */
  readonly askSignIn: () => Promise<boolean>
  /** The dialog's answer. */
  readonly answerSignIn: (signedIn: boolean) => void
  readonly loadSite: () => Promise<void>
  /** Asks the server who we are; a change of role is taken over. Failures are left to the page's own calls. */
  readonly loadMe: () => Promise<void>
}

/** Opens the console on this window's storage and network. */
export function openConsole(): Console {
  const tab = storageOrMemory(() => sessionStorage)
  const session = openSession({
    tab,
    shared: storageOrMemory(() => localStorage),
    events: window,
    nowMs: Date.now,
  })
  const store = createStore<ConsoleState>({
    signedIn: session.current(),
    me: undefined,
    site: undefined,
    asking: false,
    readOnly: false,
    farewell: '',
  })
  let waiting: { promise: Promise<boolean>; resolve: (signedIn: boolean) => void } | undefined

  const signOut = (why: ConsoleState['farewell'] = ''): void => {
    store.set({ farewell: why, me: undefined, readOnly: false })
    session.signOut(why === 'disabled')
  }
  const askSignIn = (): Promise<boolean> => {
    if (!waiting) {
      let resolve = (_signedIn: boolean): void => undefined
      const promise = new Promise<boolean>((done) => {
        resolve = done
      })
      waiting = { promise, resolve }
      store.set({ asking: true })
    }
    return waiting.promise
  }
  const answerSignIn = (signedIn: boolean): void => {
    const asked = waiting
    waiting = undefined
    store.set({ asking: false, readOnly: !signedIn && store.get().signedIn !== undefined })
    asked?.resolve(signedIn)
  }
  const api = openApi({
    fetch: (input, init) => fetch(input, init),
    token: () => session.current()?.token,
    recover: (problem) => {
      if (session.current() === undefined) return Promise.resolve(false)
      if (problem.code !== 'account_disabled') return askSignIn()
      signOut('disabled')
      return Promise.resolve(false)
    },
    refused: (problem) => {
      if (problem.code === 'admin_required' || problem.code === 'super_admin_required') void loadMe()
    },
    wrote: () => noteWrite(Date.now()),
  })
  const loadMe = async (): Promise<void> => {
    const asked = session.current()?.token
    if (asked === undefined || store.get().readOnly) return
    try {
      const me = await api.send(calls.me())
      if (session.current() === undefined) return
      if (me.role !== session.current()?.role) session.renew({ role: me.role })
      store.set({ me })
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
    }
  }
  session.subscribe(() => {
    const signedIn = session.current()
    const before = store.get().signedIn
    if (signedIn?.email !== before?.email) forgetRecent()
    if (signedIn === undefined && waiting) answerSignIn(false)
    const gone = before !== undefined && signedIn === undefined && store.get().farewell === ''
    store.set({
      signedIn,
      ...(signedIn === undefined ? { me: undefined, readOnly: false } : { farewell: '' }),
      ...(gone ? { farewell: 'signed-out' } : {}),
      ...(signedIn?.email === before?.email ? {} : { me: undefined }),
    })
  })

  return {
    store,
    api,
    session,
    signOut,
    askSignIn,
    answerSignIn,
    loadMe,
    drafts: () => openDrafts(tab, session.current()?.email ?? ''),
    signIn: (answer, keep) => {
      const { email, role } = answer.user
      session.signIn({ token: answer.token, email, role, expiresAt: answer.expires_at }, keep)
      store.set({ readOnly: false })
    },
    loadSite: async () => {
      try {
        const site = await api.send(calls.checkInit())
        keepSiteName(site.site_name)
        store.set({ site })
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
      }
    },
  }
}

const ConsoleContext = createContext<Console | undefined>(undefined)
export const ConsoleProvider = ConsoleContext.Provider

/** The console of this page. Throws outside of its provider. */
export function useConsole(): Console {
  const found = useContext(ConsoleContext)
  if (!found) throw new Error('no console around this component')
  return found
}
