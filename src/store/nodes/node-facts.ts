import { configPrefix, idInKey, reportsPrefix, timeKey } from '../kv/keys.ts'
import { emptyValue, listAll, mapBounded } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import type { NodeRecord, NodeSecrets, NodeToken } from './node-record.ts'
import {
  mergeOff,
  timesOfChanges,
  weeklyTimes,
  type OffInterval,
  type WeeklyPlan,
} from '../../domain/presence/index.ts'
import { unreachableTimes } from '../../domain/events/index.ts'
import { dayMs, decode36, encode36, minuteMs } from '../../domain/values/index.ts'

/**
 * What an edit elsewhere must not undo is no part of the node's record but a fact: a report token made (hash and four
 * shown characters), a credential kept or cleared, the node drained or enabled again, its maintenance, what an admin says of
 * its listing, its first good check. Within a kind the newest counts. A
 * fact is a key, `c_<id>_<fact>`, which views and the owner's pages read, so that neither knows of an edit that the other
 * does not. `r_<id>_00000000_<fact>` is a copy that reports come across at no cost; where a crash has left it out, the next
 * reader who sees both writes it.
 * When no place could join a node, and when checks were answered by one that said nothing, stands in copies alone: views have
 * no room for it.
 * The record's own fields are what it was made with, or what an earlier version kept there.
 */
export type NodeFact = TokenFact | FlagFact | MaintenanceFact
type TokenFact = { readonly kind: 't'; readonly ms: number; readonly hash: string; readonly shown: string }
type FlagFact = { readonly kind: FlagKind; readonly ms: number; readonly isOn: boolean }

/** From its time on until another one is over; one that is over at its own time ends what there is. */
type MaintenanceFact = { readonly kind: 'm'; readonly ms: number; readonly untilMs: number }

const flagKinds = ['n', 's', 'd', 'a', 'v', 'p', 'u', 'j'] as const
type FlagKind = (typeof flagKinds)[number]
const nodeFactKinds = ['t', 'm', ...flagKinds] as const
export type NodeFactKind = (typeof nodeFactKinds)[number]

const reportsMark = '00000000_'
const form = /^([0-9a-z]{8})(?:t([0-9a-f]{64})([0-9a-f]{4})|([nsdavpuj])([01])|m([0-9a-z]{8}))$/
const factAt = 15

function encodeFact(fact: NodeFact): string {
  return timeKey(fact.ms) + fact.kind + saidBy(fact)
}

function saidBy(fact: NodeFact): string {
  if (fact.kind === 't') return fact.hash + fact.shown
  if (fact.kind === 'm') return timeKey(fact.untilMs)
  return fact.isOn ? '1' : '0'
}

function decodeFact(text: string): NodeFact | undefined {
  const [, time = '', hash, shown = '', kind, flag, until] = form.exec(text) ?? []
  const ms = decode36(time)
  if (ms === undefined) return undefined
  if (hash !== undefined) return { kind: 't', ms, hash, shown }
  if (until !== undefined) return { kind: 'm', ms, untilMs: decode36(until) ?? 0 }
  const known = flagKinds.find((one) => one === kind)
  return known === undefined ? undefined : { kind: known, ms, isOn: flag === '1' }
}

function copyKey(id: number, fact: NodeFact): string {
  return reportsPrefix(id) + reportsMark + encodeFact(fact)
}

/** The copies of facts among the keys of a node's reports. */
export function factsOfReports(keys: readonly string[]): readonly NodeFact[] {
  return keys.flatMap((key) =>
    key.startsWith(reportsMark, factAt) ? (decodeFact(key.slice(factAt + reportsMark.length)) ?? []) : [],
  )
}

/** Key by which a node's reports come across that it can be joined again, or no more. */
export function reachKey(id: number, ms: number, isOn: boolean): string {
  return copyKey(id, { kind: 'u', ms, isOn })
}

/** The same of checks that a node answers from then on while it says nothing, or no more. */
export function answeredFactKey(id: number, ms: number, isOn: boolean): string {
  return copyKey(id, { kind: 'j', ms, isOn })
}

/** So many changes of each kind are kept of what checks say. */
const reachKept = 128

/** Of a node's reports: what checks say of when it was there, and the keys of older such facts than are kept. */
export function reachOfReports(keys: readonly string[]): {
  readonly facts: readonly NodeFact[]
  readonly old: readonly string[]
} {
  const facts: NodeFact[] = []
  const old: string[] = []
  for (const kind of ['u', 'j'] as const) {
    const own = keys.filter((key) => factsOfReports([key])[0]?.kind === kind).sort()
    facts.push(...factsOfReports(own))
    old.push(...own.slice(0, Math.max(0, own.length - reachKept)))
  }
  return { facts, old }
}

/** Writes the copies that a crash has left out, behind the answer; `copies` is what the node's reports show. */
export function mendCopies(
  ctx: StoreContext,
  id: number,
  facts: readonly NodeFact[],
  copies: readonly NodeFact[],
): void {
  const known = new Set(copies.map(encodeFact))
  const old = new Set(nodeFactKinds.flatMap((kind) => superseded(facts, kind, ctx.clock())))
  const missing = facts.filter((fact) => !old.has(fact) && !known.has(encodeFact(fact))).slice(0, mendedMax)
  if (missing.length > 0)
    ctx.waitUntil(mapBounded(missing, mendedMax, (fact) => ctx.kv.put(copyKey(id, fact), emptyValue)))
}

const mendedMax = 8

/** Pages that hold what ten minutes of edits leave before older facts are swept. */
const factPagesMax = 4

/** The facts of a node. One list, as a rule. */
export async function readNodeFacts(ctx: StoreContext, id: number): Promise<readonly NodeFact[]> {
  const { keys } = await listAll(ctx.kv, configPrefix(id), factPagesMax)
  return keys.flatMap((key) => parseConfigFact(key)?.fact ?? [])
}

/** A fact among the config index keys; undefined for a revision and anything malformed. */
export function parseConfigFact(key: string): { readonly id: number; readonly fact: NodeFact } | undefined {
  const id = idInKey(key, 2)
  const fact = decodeFact(key.slice(factAt))
  return id === undefined || fact === undefined ? undefined : { id, fact }
}

function newestOf(facts: readonly NodeFact[], kind: FlagFact['kind']): FlagFact | undefined {
  let newest: FlagFact | undefined
  for (const fact of facts) {
    if (fact.kind === kind && (newest === undefined || isNewer(fact, newest))) newest = fact
  }
  return newest
}

// Of two in one millisecond the one that gives less away: a credential cleared, the node drained, refused or hidden.
function isNewer(one: FlagFact, other: FlagFact): boolean {
  return one.ms > other.ms || (one.ms === other.ms && !one.isOn)
}

/** How long the token before the newest stays good. */
const previousLivesMs = 60 * minuteMs

function tokensOf(node: NodeRecord, facts: readonly NodeFact[]): Pick<NodeRecord, 'token' | 'previousToken'> {
  const start = tokenStart(node.id)
  const made = facts.flatMap((fact): NodeToken[] =>
    fact.kind === 't' ? [{ hash: fact.hash, prefix: start + fact.shown, createdMs: fact.ms }] : [],
  )
  if (made.length === 0) return { token: node.token, previousToken: node.previousToken }
  const known = new Map([...made, node.token].map((token) => [token.hash, token]))
  const [token = node.token, previous] = [...known.values()].sort(
    (one, other) => other.createdMs - one.createdMs || (one.hash > other.hash ? -1 : 1),
  )
  const untilMs = token.createdMs + previousLivesMs
  return { token, previousToken: previous === undefined ? null : { hash: previous.hash, untilMs } }
}

const idChars = 11

/** How a report token of this site begins: with its node. */
export function tokenStart(id: number): string {
  return `etr_${encode36(id, idChars)}_`
}

/** What stands in a node for a credential that is kept under a key of its own, `k_<id>_<field><time>`. */
const keptMark = 'k:'

function secretOf(own: string | null, fact: { ms: number; isOn: boolean } | undefined): string | null {
  if (fact === undefined) return own
  return fact.isOn ? keptMark + timeKey(fact.ms) : null
}

/** Time of a kept credential's key; undefined for one inside the record (as before 0.2) or none. */
export function keptTime(secret: string | null): string | undefined {
  return secret?.startsWith(keptMark) === true ? secret.slice(keptMark.length) : undefined
}

function drainsOf(node: NodeRecord, facts: readonly NodeFact[]): Pick<NodeRecord, 'is_enabled' | 'off'> {
  const drains = facts.flatMap((fact) => (fact.kind === 'd' ? [fact] : [])).sort((a, b) => a.ms - b.ms)
  const newest = newestOf(drains, 'd')
  if (newest === undefined) return { is_enabled: node.is_enabled, off: node.off }
  const closed = node.off.map(([from, to]): OffInterval => {
    const end = to === 0 ? drains.find((fact) => fact.isOn && fact.ms > from) : undefined
    return end === undefined ? [from, to] : [from, end.ms]
  })
  const off: OffInterval[] = []
  for (const { ms, isOn } of drains) {
    const last = off.at(-1)
    const isOpen = last !== undefined && last[1] === 0
    if (!isOn && !isOpen) off.push([ms, 0])
    if (isOn && isOpen) off[off.length - 1] = [last[0], ms]
  }
  const whole = mergeOff([...closed, ...off])
  // Equal times: the drain wins, whichever the loop saw last.
  const last = whole.at(-1)
  const isOpen = last !== undefined && last[1] === 0
  if (!newest.isOn && !isOpen) whole.push([newest.ms, 0])
  return { is_enabled: newest.isOn ? 1 : 0, off: whole }
}

/** When a node was paused and resumed by its owner, each change once, oldest first. */
export function drainChanges(facts: readonly NodeFact[]): readonly { ms: number; isOn: boolean }[] {
  const drains = facts.flatMap((fact) => (fact.kind === 'd' ? [fact] : []))
  return drains
    .sort((one, other) => one.ms - other.ms || Number(one.isOn) - Number(other.isOn))
    .filter(({ isOn }, at) => drains[at - 1]?.isOn !== isOn)
    .map(({ ms, isOn }) => ({ ms, isOn }))
}

/**
 * Times of maintenance, joined and oldest first; later ones may end, and weekly ones begin, in the future. What was said
 * by hand counts from then on, a weekly window that is open included; a window that begins cuts nothing short.
 */
function maintenanceTimes(
  facts: readonly NodeFact[],
  plans: readonly WeeklyPlan[],
  nowMs: number,
): readonly OffInterval[] {
  const said = facts.flatMap((fact) => (fact.kind === 'm' ? [{ ...fact, isWeekly: false }] : []))
  const windows = weeklyTimes(plans, nowMs).map(([ms, untilMs]) => ({ ms, untilMs, isWeekly: true }))
  const sorted = [...windows, ...said].sort((one, other) => one.ms - other.ms)
  let openMs = 0
  return mergeOff(
    sorted.map(({ ms, untilMs, isWeekly }, at): OffInterval => {
      openMs = isWeekly ? Math.max(openMs, untilMs) : untilMs
      const next = sorted[at + 1]?.ms ?? Infinity
      return [ms, Math.max(ms, Math.min(openMs, next))]
    }),
  )
}

function unreachableOf(facts: readonly NodeFact[]): readonly OffInterval[] {
  return unreachableTimes(
    facts.flatMap(({ kind, ms, ...fact }) =>
      kind === 'u' && 'isOn' in fact ? [{ ms, kind: fact.isOn ? 'reachable' : 'unreachable' }] : [],
    ),
  )
}

function answeredOf(facts: readonly NodeFact[]): readonly OffInterval[] {
  return timesOfChanges(
    facts.flatMap(({ kind, ms, ...fact }) =>
      kind === 'j' && 'isOn' in fact ? [{ ms, isOn: fact.isOn }] : [],
    ),
  )
}

/** The node with its facts over what its record says, its maintenance as it is known at `nowMs`. */
export function withNodeFacts(node: NodeRecord, facts: readonly NodeFact[], nowMs: number): NodeRecord {
  const { weekly = [] } = node
  if (facts.length === 0 && weekly.length === 0) return node
  if (facts.length === 0) return { ...node, maintenance: maintenanceTimes(facts, weekly, nowMs) }
  return {
    ...node,
    ...tokensOf(node, facts),
    ...drainsOf(node, facts),
    maintenance: maintenanceTimes(facts, weekly, nowMs),
    unreachable: unreachableOf(facts),
    answered: answeredOf(facts),
    network_name: secretOf(node.network_name, newestOf(facts, 'n')),
    network_secret: secretOf(node.network_secret, newestOf(facts, 's')),
    marks: {
      isApproved: newestOf(facts, 'a')?.isOn,
      isHidden: newestOf(facts, 'v')?.isOn === false,
      hasPassed: newestOf(facts, 'p')?.isOn === true,
    },
  }
}

/** What is said of a node by others than its owner is no edit of its. */
function isEdit({ kind }: NodeFact): boolean {
  return kind !== 'a' && kind !== 'v' && kind !== 'p' && kind !== 'u' && kind !== 'j'
}

/** The same as its owner sees it: a fact newer than the record is an edit, too. */
export function withFactRevision(node: NodeRecord, facts: readonly NodeFact[], nowMs: number): NodeRecord {
  const revision = Math.max(node.revision, ...facts.filter(isEdit).map(({ ms }) => ms))
  return { ...withNodeFacts(node, facts, nowMs), revision }
}

/** Time for a new fact of a kind: now, yet later than those it has to win against. */
export function nextNodeFactMs(nowMs: number, facts: readonly NodeFact[], kind: NodeFactKind): number {
  return Math.max(nowMs, ...facts.filter((fact) => fact.kind === kind).map(({ ms }) => ms + 1))
}

const settledMs = 10 * minuteMs
const drainsKeptMs = 91 * dayMs
const keptMax = 32
const sweepMax = 4

function factKey(id: number, fact: NodeFact): string {
  return configPrefix(id) + encodeFact(fact)
}

/** Facts that may go: superseded by one that is seen everywhere; tokens but the newest two, drains after 91 days. */
function superseded(facts: readonly NodeFact[], kind: NodeFactKind, nowMs: number): readonly NodeFact[] {
  const settled = facts.filter((fact) => fact.kind === kind && fact.ms <= nowMs - settledMs)
  const newestFirst = settled.sort((a, b) => b.ms - a.ms)
  if (kind === 't') return newestFirst.slice(2)
  const older = newestFirst.slice(1)
  return kind === 'd' || kind === 'm'
    ? older.filter((fact, at) => at >= keptMax || fact.ms < nowMs - drainsKeptMs)
    : older
}

/** Writes a fact and its copy, one after the other, and removes a few that settled ones have superseded. */
export async function addNodeFact(
  ctx: StoreContext,
  id: number,
  facts: readonly NodeFact[],
  fact: NodeFact,
): Promise<void> {
  await ctx.kv.put(factKey(id, fact), emptyValue)
  await ctx.kv.put(copyKey(id, fact), emptyValue)
  const old = superseded(facts, fact.kind, ctx.clock()).slice(0, sweepMax)
  const gone = old.flatMap((one) => [factKey(id, one), copyKey(id, one), ...secretKeysOf(id, one)])
  if (gone.length > 0) ctx.waitUntil(mapBounded(gone, sweepMax, (key) => ctx.kv.delete(key)))
}

function secretKeysOf(id: number, { kind, ms }: NodeFact): readonly string[] {
  return kind === 'n' || kind === 's' ? [secretKey(id, kind, timeKey(ms))] : []
}

/** Prefix of the sealed credentials of a node. */
export function secretsPrefix(id: number): string {
  return configPrefix(id).replace(/^c_/, 'k_')
}

/** `k_<id>_<field><time>`: one sealed credential, kept at that time. */
export function secretKey(id: number, kind: 'n' | 's', time: string): string {
  return `${secretsPrefix(id)}${kind}${time}`
}

const secretKinds = { network_name: 'n', network_secret: 's' } as const satisfies Record<
  keyof NodeSecrets,
  'n' | 's'
>

/** The sealed text of a credential, wherever it is kept; null = none. At most one get. */
export async function readSecret(
  ctx: StoreContext,
  node: NodeRecord,
  field: keyof NodeSecrets,
): Promise<string | null> {
  const time = keptTime(node[field])
  return time === undefined ? node[field] : ctx.kv.get(secretKey(node.id, secretKinds[field], time))
}

/** Keeps (a sealed text) or clears (null) credentials; answers the facts with what was written. */
export async function addSecrets(
  ctx: StoreContext,
  id: number,
  facts: readonly NodeFact[],
  secrets: Partial<NodeSecrets>,
): Promise<readonly NodeFact[]> {
  let known = facts
  for (const field of ['network_name', 'network_secret'] as const) {
    const sealed = secrets[field]
    const kind = secretKinds[field]
    if (sealed === undefined) continue
    const fact = { kind, ms: nextNodeFactMs(ctx.clock(), known, kind), isOn: sealed !== null }
    // The value first: a fact never names what is not there yet.
    if (sealed !== null) await ctx.kv.put(secretKey(id, kind, timeKey(fact.ms)), sealed)
    await addNodeFact(ctx, id, known, fact)
    known = [...known, fact]
  }
  return known
}
