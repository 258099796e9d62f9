import { beforeEach, describe, expect, it } from 'vitest'
import { openDrafts } from '../../../../src/ui/lib/draft.ts'
import { openSession, readSignedIn, sessionKey, type SignedIn } from '../../../../src/ui/lib/session.ts'
import { memoryStorage, storageEvent } from './memory-storage.ts'

const nowMs = Date.parse('2026-11-22T06:00:00.000Z')
const ann: SignedIn = {
  token: 'jwt-a',
  email: 'ann@example.com',
  role: 'user',
  expiresAt: '2026-11-29T06:00:00.000Z',
}
const bob: SignedIn = { ...ann, token: 'jwt-b', email: 'bob@example.com' }

/** A tab of a browser: own sessionStorage, shared localStorage. */
function openTab(shared: Storage) {
  const tab = memoryStorage()
  const events = new EventTarget()
  const open = () => openSession({ tab, shared, events, nowMs: () => nowMs })
  return { tab, events, session: open(), reload: open }
}

describe('session', () => {
  let shared: Storage
  beforeEach(() => {
    shared = memoryStorage()
  })

  it('lies in the tab alone unless it is kept', () => {
    const { tab, session, reload } = openTab(shared)
    session.signIn(ann, false)
    expect(shared.getItem(sessionKey)).toBeNull()
    expect(tab.getItem(sessionKey)).not.toBeNull()
    expect(session.isKept()).toBe(false)
    expect(reload().current()).toEqual(ann)
    expect(openTab(shared).session.current()).toBeUndefined()
  })

  it('outlives the tab when it is kept', () => {
    const { tab, session } = openTab(shared)
    session.signIn(ann, true)
    expect(tab.getItem(sessionKey)).toBeNull()
    expect(session.isKept()).toBe(true)
    expect(openTab(shared).session.current()).toEqual(ann)
  })

  it('signing out clears both stores, and the other tab by its storage event', () => {
    const one = openTab(shared)
    const two = openTab(shared)
    one.session.signIn(ann, true)
    two.session.signIn(ann, false)
    let told = 0
    two.session.subscribe(() => (told += 1))
    const keysBefore = Array.from({ length: shared.length }, (_, index) => shared.key(index))
    one.session.signOut()
    const written = Array.from({ length: shared.length }, (_, index) => shared.key(index)).filter(
      (key) => !keysBefore.includes(key),
    )
    expect(written).toHaveLength(1)
    two.events.dispatchEvent(storageEvent(written[0] ?? ''))
    expect(told).toBe(1)
    expect(two.session.current()).toBeUndefined()
    expect(two.tab.getItem(sessionKey)).toBeNull()
    expect(shared.getItem(sessionKey)).toBeNull()
    expect(openTab(shared).session.current()).toBeUndefined()
  })

  it('ending one account alone spares tabs of another', () => {
    const one = openTab(shared)
    const two = openTab(shared)
    const three = openTab(shared)
    one.session.signIn(ann, false)
    two.session.signIn(bob, true)
    three.session.signIn(ann, false)
    one.session.signOut(true)
    const key = 'et.signed-out'
    for (const tab of [two, three]) tab.events.dispatchEvent(storageEvent(key, shared.getItem(key)))
    expect(two.session.current()).toEqual(bob)
    expect(openTab(shared).session.current()).toEqual(bob)
    expect(three.session.current()).toBeUndefined()
  })

  it('takes over a kept session of another tab, and hears when storage is wiped', () => {
    const one = openTab(shared)
    const two = openTab(shared)
    one.session.signIn(ann, true)
    two.events.dispatchEvent(storageEvent(sessionKey))
    expect(two.session.current()).toEqual(ann)
    two.events.dispatchEvent(storageEvent('something_else'))
    expect(two.session.current()).toEqual(ann)
    two.events.dispatchEvent(storageEvent(null))
    expect(two.session.current()).toBeUndefined()
  })

  it('drops the drafts of another account, keeps those of the same', () => {
    const { tab, session } = openTab(shared)
    session.signIn(ann, false)
    openDrafts(tab, ann.email).save('new', { node_name: 'x' })
    session.signIn({ ...ann, token: 'jwt-a2' }, false)
    expect(openDrafts(tab, ann.email).load('new')).toEqual({ node_name: 'x' })
    expect(openDrafts(tab, bob.email).load('new')).toBeUndefined()
    session.signIn(bob, false)
    expect(openDrafts(tab, ann.email).load('new')).toBeUndefined()
  })

  it('renews token and role where the session lies', () => {
    const { session } = openTab(shared)
    session.signIn(ann, true)
    session.renew({ role: 'admin', token: 'jwt-new' })
    expect(openTab(shared).session.current()).toEqual({ ...ann, role: 'admin', token: 'jwt-new' })
    session.signOut()
    session.renew({ role: 'admin' })
    expect(session.current()).toBeUndefined()
  })
})

describe('tabs side by side', () => {
  /** Channels of one browser: what one posts, the others hear. */
  function openBrowser() {
    const shared = memoryStorage()
    const listeners: ((message: unknown) => void)[] = []
    return () => {
      const own: ((message: unknown) => void)[] = []
      const post = (message: unknown): void => {
        for (const heard of listeners) if (!own.includes(heard)) heard(structuredClone(message))
      }
      const listen = (heard: (message: unknown) => void): void => {
        own.push(heard)
        listeners.push(heard)
      }
      const tab = memoryStorage()
      const channel = { post, listen }
      return {
        tab,
        post,
        session: openSession({ tab, shared, events: new EventTarget(), nowMs: () => nowMs, channel }),
      }
    }
  }

  it('a tab that opens is handed the session of the one beside it, and keeps it as its own', () => {
    const openOne = openBrowser()
    const one = openOne()
    one.session.signIn(ann, false)
    const two = openOne()
    expect(two.session.current()).toEqual(ann)
    expect(two.session.isKept()).toBe(false)
    expect(two.tab.getItem(sessionKey)).not.toBeNull()
  })

  it('hears of a renewed token, but never takes another account over', () => {
    const openOne = openBrowser()
    const one = openOne()
    one.session.signIn(ann, false)
    const two = openOne()
    const three = openOne()
    three.session.signIn(bob, false)
    one.session.renew({ token: 'jwt-new' })
    expect(two.session.current()?.token).toBe('jwt-new')
    expect(three.session.current()).toEqual(bob)
    // Nobody asked: a session does not come by itself.
    two.post({ kind: 'have', record: { ...ann, token: 'jwt-forged' } })
    expect(one.session.current()?.token).toBe('jwt-new')
  })

  it('is handed nothing by a tab in which nobody is signed in, and nothing that has ended', () => {
    const openOne = openBrowser()
    openOne()
    const two = openOne()
    expect(two.session.current()).toBeUndefined()
    openOne().post({ kind: 'have', record: { ...ann, expiresAt: '2020-01-01T00:00:00.000Z' } })
    expect(two.session.current()).toBeUndefined()
  })
})

it.each([
  null,
  '',
  'null',
  '[]',
  '{"token":1}',
  JSON.stringify({ ...ann, role: 'god' }),
  JSON.stringify({ ...ann, expiresAt: '2026-11-22T05:59:59.000Z' }),
  JSON.stringify({ ...ann, expiresAt: 'soon' }),
])('a stored session %j is none', (text) => {
  expect(readSignedIn(text, nowMs)).toBeUndefined()
})

it('an unreadable draft is none', () => {
  const tab = memoryStorage()
  tab.setItem('et.draft.new', '{')
  expect(openDrafts(tab, ann.email).load('new')).toBeUndefined()
})
