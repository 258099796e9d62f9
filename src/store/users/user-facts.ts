import { decodeEmail } from './email-key.ts'
import { decode36 } from '../../domain/values/index.ts'

/**
 * Facts of one user, `uf_<u>_<type><time>[_<payload>]`; within a class the newest wins.
 * c created (payload: e-mail), x deleted, v all older sessions void, p password (payload: its id),
 * a / r admin granted / revoked, d / e disabled / enabled, s made by initialize, t / u second factor set (payload: the
 * sealed secret) / removed, y its last step used (payload), f secret feed address renewed (payload: its hash).
 * Of q session ended (payload: its id) and w recovery code used (payload: its place) each one counts.
 */
export type UserFactType =
  | 'c'
  | 'x'
  | 'v'
  | 'p'
  | 'a'
  | 'r'
  | 'd'
  | 'e'
  | 's'
  | 't'
  | 'u'
  | 'y'
  | 'q'
  | 'w'
  | 'f'

export type UserFact = {
  readonly key: string
  readonly user: string
  readonly type: UserFactType
  readonly ms: number
  readonly payload: string
}

const classes = {
  c: 'created',
  x: 'deleted',
  v: 'revoked',
  p: 'password',
  a: 'admin',
  r: 'admin',
  d: 'enabled',
  e: 'enabled',
  s: 'founder',
  t: 'factor',
  u: 'factor',
  y: 'step',
  q: 'ended',
  w: 'recovery',
  f: 'feed',
} as const satisfies Record<UserFactType, string>

const form = /^uf_([0-9a-f]{32})_([cxvpardestuyqwf])([0-9a-z]{8})(?:_([0-9a-z_]+))?$/

/** Reads a fact's key; undefined when it is none. */
export function parseUserFact(key: string): UserFact | undefined {
  const [, user = '', type, time = '', payload = ''] = form.exec(key) ?? []
  const ms = decode36(time)
  return type === undefined || ms === undefined
    ? undefined
    : { key, user, type: type as UserFactType, ms, payload }
}

/** A user as the facts tell it. Times in ms. */
export type UserState = {
  readonly user: string
  readonly email: string
  readonly createdMs: number
  /** Sessions up to this time are void. */
  readonly revokedMs: number
  /** Id of the newest password and when it was set; undefined while it is the first. */
  readonly passwordId: string | undefined
  readonly passwordMs: number
  readonly isAdmin: boolean
  readonly isEnabled: boolean
  /** Made by initialize: the super admin if the marker of the system names this user. */
  readonly isFounder: boolean
  /** The second factor: its sealed secret, since when, and what of it was used. */
  readonly factor: SecondFactor | undefined
  /** Ids of sessions that were ended one by one. */
  readonly endedSessions: ReadonlySet<string>
  /** Hash of the secret feed address. */
  readonly feedHash: string | undefined
}

export type SecondFactor = {
  readonly sealedHex: string
  readonly sinceMs: number
  readonly lastStep: number
  readonly usedCodes: ReadonlySet<number>
}

export type UserFacts = {
  /** Undefined when the user was never created, or was deleted. */
  readonly state: UserState | undefined
  readonly facts: readonly UserFact[]
}

/** Of two facts of one class in the same millisecond the safer one wins: deleted, revoked, disabled. */
function isNewer(one: UserFact, other: UserFact | undefined): boolean {
  return other === undefined || one.ms > other.ms || (one.ms === other.ms && isSafer(one, other))
}

function isSafer(one: UserFact, other: UserFact): boolean {
  return one.type === other.type ? one.payload > other.payload : 'rdt'.includes(one.type)
}

/** What the facts of one user say. Facts of a life before the newest deletion count no more. */
export function foldUserFacts(keys: readonly string[]): UserFacts {
  const facts = keys.flatMap((key) => parseUserFact(key) ?? [])
  const newest = pickNewest(facts)
  const created = newest.get('created')
  const deletedMs = newest.get('deleted')?.ms ?? 0
  const email = created && decodeEmail(created.payload)
  if (created === undefined || email === undefined || created.ms <= deletedMs) {
    return { state: undefined, facts }
  }
  const living = (name: (typeof classes)[UserFactType]): UserFact | undefined => {
    const fact = newest.get(name)
    return fact !== undefined && fact.ms > deletedMs ? fact : undefined
  }
  const password = living('password')
  const state: UserState = {
    user: created.user,
    email,
    createdMs: created.ms,
    revokedMs: Math.max(deletedMs, living('revoked')?.ms ?? 0),
    passwordId: password?.payload,
    passwordMs: password?.ms ?? created.ms,
    isAdmin: living('admin')?.type === 'a',
    isEnabled: living('enabled')?.type !== 'd',
    isFounder: living('founder') !== undefined,
    factor: factorOf(living('factor'), facts),
    feedHash: living('feed')?.payload,
    endedSessions: new Set(facts.flatMap(({ type, payload }) => (type === 'q' ? [payload] : []))),
  }
  return { state, facts }
}

function factorOf(factor: UserFact | undefined, facts: readonly UserFact[]): SecondFactor | undefined {
  if (factor?.type !== 't') return undefined
  const since = facts.filter(({ ms }) => ms > factor.ms)
  const steps = since.flatMap(({ type, payload }) => (type === 'y' ? [decode36(payload) ?? 0] : []))
  const used = since.flatMap(({ type, payload }) => (type === 'w' ? [Number(payload)] : []))
  return {
    sealedHex: factor.payload,
    sinceMs: factor.ms,
    lastStep: Math.max(0, ...steps),
    usedCodes: new Set(used),
  }
}

/** Place of the type in `uf_<32 hex>_<type><time>`. */
const typeAt = 36

/**
 * What foldUserFacts says of isEnabled, false without a living user, from the sorted keys of one user: the entries that
 * ask nothing else carry none of the rest.
 */
export function isEnabledByKeys(keys: readonly string[]): boolean {
  const timeOf = (type: UserFactType): string =>
    keys.findLast((key) => key[typeAt] === type)?.slice(typeAt + 1, typeAt + 9) ?? ''
  const [deleted, disabled] = [timeOf('x'), timeOf('d')]
  return timeOf('c') > deleted && (disabled <= deleted || disabled < timeOf('e'))
}

function pickNewest(facts: readonly UserFact[]): Map<string, UserFact> {
  const newest = new Map<string, UserFact>()
  for (const fact of facts) {
    const name = classes[fact.type]
    if (isNewer(fact, newest.get(name))) newest.set(name, fact)
  }
  return newest
}

/**
 * Time for a new fact: now, yet later than what it has to win against: its own class, and for a creation or deletion
 * everything that was ever said of this user.
 */
export function nextFactMs(nowMs: number, { facts }: UserFacts, type: UserFactType): number {
  const isLife = (other: UserFactType): boolean => other === 'c' || other === 'x'
  const rivals = facts.filter(
    (fact) => isLife(type) || isLife(fact.type) || classes[fact.type] === classes[type],
  )
  return Math.max(nowMs, ...rivals.map((fact) => fact.ms + 1))
}

/** The tokens of a session ended so long ago have expired. */
const endedKeptMs = 8 * 86_400_000

/**
 * Facts that may be deleted: an older one of a class whose newer one is seen everywhere (`settledMs` old).
 * Deleting earlier could show another place neither of the two.
 */
export function findSuperseded(
  facts: readonly UserFact[],
  nowMs: number,
  settledMs: number,
): readonly UserFact[] {
  const settled = pickNewest(facts.filter((fact) => fact.ms <= nowMs - settledMs))
  return facts.filter((fact) => {
    if (fact.type === 'q') return fact.ms < nowMs - endedKeptMs
    if (fact.type === 'w') return fact.ms < (settled.get('factor')?.ms ?? 0)
    const winner = settled.get(classes[fact.type])
    return winner !== undefined && fact.key !== winner.key && isNewer(winner, fact)
  })
}
