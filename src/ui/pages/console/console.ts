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
import { openSession, type Session, type SignedIn, type TabChannel } from '../../lib/session.ts'
import { keepSiteName, nameIn } from '../../lib/site-name.ts'
import { keepBanners } from '../../lib/site-info.ts'
import { keepSiteZone } from '../../lib/site-zone.ts'
import { forgetRecent } from './nodes/recent.ts'
import { createStore, type Store } from './store.ts'
import { serverNowMs } from '../../lib/server-clock.ts'

export type Me = v.InferOutput<typeof MeAnswer>
export type Site = v.InferOutput<typeof CheckInitAnswer>

export type ConsoleState = {
  readonly signedIn: SignedIn | undefined
  readonly me: Me | undefined
  readonly site: Site | undefined
  /** What the last self-test found, for administrators. */
  readonly selfTest: Site['self_test']
  /** The session has ended and its dialog is open. */
  readonly asking: boolean
  /** A call wants the second factor shown again, and its dialog is open. */
  readonly proving: boolean
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
  /** Forgets the session here, as when the server has ended it. */
  readonly signOut: (why?: ConsoleState['farewell']) => void
  /** What the reader asks for: ends the session at the server, too. */
  readonly leave: () => void
  /** Asks for the password in a dialog; true when the session goes on. All who ask meanwhile share one answer. */
  readonly askSignIn: () => Promise<boolean>
  /** The dialog's answer. */
  readonly answerSignIn: (signedIn: boolean) => void
  /** The answer of the dialog that asks for the second factor again. */
  readonly answerProof: (shown: boolean) => void
  readonly loadSite: () => Promise<void>
  /** Asks for the last self-test, where an administrator is signed in. */
  readonly loadSelfTest: () => Promise<void>
  /** Asks the server who we are; a change of role is taken over. Failures are left to the page's own calls. */
  readonly loadMe: () => Promise<void>
}

type Question = { readonly ask: () => Promise<boolean>; readonly answer: (yes: boolean) => void }

/** A question that a dialog asks: all who ask while it is open share its answer. */
function createQuestion(open: () => void): Question {
  let waiting: { promise: Promise<boolean>; resolve: (yes: boolean) => void } | undefined
  return {
    ask: () => {
      if (!waiting) {
        let resolve = (_yes: boolean): void => undefined
        const promise = new Promise<boolean>((done) => {
          resolve = done
        })
        waiting = { promise, resolve }
        open()
      }
      return waiting.promise
    },
    answer: (yes) => {
      const asked = waiting
      waiting = undefined
      asked?.resolve(yes)
    },
  }
}

function tabChannel(channel: BroadcastChannel): TabChannel {
  return {
    post: channel.postMessage.bind(channel),
    listen: (heard) => channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => heard(data)),
  }
}

/** Refusals after which the role, or what it asks for, may have changed. */
const roleCodes: ReadonlySet<string> = new Set([
  'admin_required',
  'super_admin_required',
  'totp_enrolment_required',
])

/** Opens the console on this window's storage and network. */
export function openConsole(): Console {
  const tab = storageOrMemory(() => sessionStorage)
  const session = openSession({
    tab,
    shared: storageOrMemory(() => localStorage),
    events: window,
    nowMs: serverNowMs,
    // Absent in old browsers: there a second tab asks for the password.
    channel: 'BroadcastChannel' in window ? tabChannel(new BroadcastChannel('et.session')) : undefined,
  })
  const store = createStore<ConsoleState>({
    signedIn: session.current(),
    me: undefined,
    site: undefined,
    selfTest: undefined,
    asking: false,
    proving: false,
    readOnly: false,
    farewell: '',
  })
  const password = createQuestion(() => store.set({ asking: true }))
  const proof = createQuestion(() => store.set({ proving: true }))

  const signOut = (why: ConsoleState['farewell'] = ''): void => {
    store.set({ farewell: why, me: undefined, readOnly: false })
    session.signOut(why === 'disabled')
  }
  const answerSignIn = (signedIn: boolean): void => {
    store.set({ asking: false, readOnly: !signedIn && store.get().signedIn !== undefined })
    password.answer(signedIn)
  }
  const answerProof = (shown: boolean): void => {
    store.set({ proving: false })
    proof.answer(shown)
  }
  const api = openApi({
    fetch: (input, init) => fetch(input, init),
    token: () => session.current()?.token,
    recover: (problem) => {
      if (session.current() === undefined) return Promise.resolve(false)
      if (problem.code !== 'account_disabled') return password.ask()
      signOut('disabled')
      return Promise.resolve(false)
    },
    prove: () => proof.ask(),
    refused: ({ code }) => {
      if (roleCodes.has(code)) void loadMe()
    },
    wrote: () => noteWrite(serverNowMs()),
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
    if (signedIn === undefined && store.get().asking) answerSignIn(false)
    if (signedIn === undefined && store.get().proving) answerProof(false)
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
    leave: () => {
      // The call takes the token along before it is forgotten; a server out of reach keeps nobody in.
      api.send(calls.logout(), { quiet: true }).catch((error: unknown) => {
        if (!(error instanceof ApiProblem)) throw error
      })
      signOut()
    },
    askSignIn: password.ask,
    answerSignIn,
    answerProof,
    loadMe,
    drafts: () => openDrafts(tab, session.current()?.email ?? ''),
    signIn: (answer, keep) => {
      const { email, role } = answer.user
      session.signIn({ token: answer.token, email, role, expiresAt: answer.expires_at }, keep)
      store.set({ readOnly: false })
    },
    loadSelfTest: async () => {
      const role = session.current()?.role
      if (role !== 'admin' && role !== 'super_admin') {
        store.set({ selfTest: undefined })
        return
      }
      try {
        // With the session it tells administrators more.
        const site = await api.send({ ...calls.checkInit(), signed: true }, { quiet: true })
        store.set({ selfTest: site.self_test })
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
      }
    },
    loadSite: async () => {
      try {
        const site = await api.send(calls.checkInit())
        keepSiteName(nameIn(site) ?? '')
        keepSiteZone(site.utc_offset_minutes)
        keepBanners(site)
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
