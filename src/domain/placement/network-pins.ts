import { hourMs, minuteMs } from '../../contract/time.ts'
/** The nodes that the members of a network were given here, in the order of their turns. Bounded, oldest dropped first. */
export type Pins = Map<string, Pin>

export type Pin = {
  readonly atMs: number
  readonly ids: readonly number[]
  /** The last callers that were sent to the first of them and did not ask again: they are there. */
  readonly members: readonly string[]
  /** Since when nobody is known to be there, though somebody tried. */
  readonly emptyMs?: number | undefined
}

const keysMax = 4096
const idsMax = 4
const membersMax = 8
const keepMs = 12 * hourMs
const emptyKeepMs = minuteMs

/** The nodes that a key's members were given, first choice first. */
export function pinnedIds(pins: Pins, key: string, nowMs: number): readonly number[] {
  const pin = pins.get(key)
  if (pin === undefined || Math.abs(nowMs - pin.atMs) >= keepMs) return []
  const left = pin.emptyMs !== undefined && nowMs - pin.emptyMs >= emptyKeepMs
  return left ? pin.ids.slice(1) : pin.ids
}

/** Remembers what a member of a key is given, behind what others were. Nodes that `isGone` are forgotten. */
export function setPins(
  pins: Pins,
  key: string,
  answer: { readonly ids: readonly number[]; readonly caller: string },
  isGone: (id: number) => boolean,
  nowMs: number,
): void {
  const old = pins.get(key)
  const kept = pinnedIds(pins, key, nowMs).filter((id) => !isGone(id))
  const ids = [...new Set([...kept, ...answer.ids])].slice(0, idsMax)
  const [first] = ids
  const same = old !== undefined && old.ids[0] === first
  const others = same ? old.members.filter((caller) => caller !== answer.caller) : []
  const joins = first !== undefined && answer.ids.includes(first)
  pins.delete(key)
  pins.set(key, {
    atMs: nowMs,
    ids,
    members: joins ? [...others, answer.caller].slice(-membersMax) : others,
    emptyMs: same && !joins ? old.emptyMs : undefined,
  })
  if (pins.size <= keysMax) return
  const [oldest] = pins.keys()
  if (oldest !== undefined) pins.delete(oldest)
}

/**
 * Tells that a caller could not connect to a node. Once nobody is known to be there any more, newcomers must find the
 * others on the next one, even when the node comes back before anybody has missed its reports: at once when the last
 * one had been there (`returned`), else after a minute, for somebody who never was there may be at fault himself.
 */
export function failPin(
  pins: Pins,
  key: string,
  failure: { readonly id: number; readonly caller: string; readonly returned: boolean },
  nowMs: number,
): void {
  const pin = pins.get(key)
  if (pin === undefined || pin.ids[0] !== failure.id) return
  const members = pin.members.filter((member) => member !== failure.caller)
  if (members.length > 0) pins.set(key, { ...pin, members })
  else if (failure.returned) pins.set(key, { atMs: nowMs, ids: pin.ids.slice(1), members })
  else pins.set(key, { ...pin, members, emptyMs: nowMs })
}
