import type { StoreContext } from '../context/context.ts'
import { defaultZoneMs, minuteMs } from '../../domain/values/index.ts'
import { loadSettings } from './settings.ts'
import type { StoredSettings } from './settings-record.ts'

function zoneOf({ utc_offset_minutes: minutes }: StoredSettings): number {
  return minutes === undefined ? defaultZoneMs : minutes * minuteMs
}

/** The site's zone as its distance from UTC in ms: one get where the settings are not in the isolate's memory. */
export async function loadZoneMs(ctx: StoreContext): Promise<number> {
  return zoneOf(await loadSettings(ctx))
}

/** Settings that this isolate has read longer ago know no more than a node's account does. */
const knownMs = 10 * minuteMs

/** The zone without reading it: as this isolate has read it lately, else as the account of a node was folded. */
export function knownZoneMs({ memory, clock }: StoreContext, foldedMs?: number): number {
  const { settings } = memory
  const isKnown = settings !== undefined && clock() - settings.readMs < knownMs
  return isKnown ? zoneOf(settings.record) : (foldedMs ?? defaultZoneMs)
}
