import { decode36, encode36, hourMs } from '../../domain/values/index.ts'
import { mergeOff, type OffInterval } from '../../domain/presence/index.ts'
import { silentMaxMs } from '../../contract/time.ts'
import type { StoreContext } from '../context/context.ts'
import { loadSettings, saveSettings } from './settings.ts'

/*
 * Times in which the site took no report are kept as one text among the settings, which every isolate has in memory:
 * "<from>-<to>" in base 36, parted by spaces, the newest 40 of 92 days.
 */

const timeChars = 8
const keptMs = 92 * 24 * hourMs

function parseOutages(text: string): OffInterval[] {
  return text.split(' ').flatMap((part) => {
    const [from, to] = part.split('-').map(decode36)
    return from === undefined || to === undefined ? [] : [[from, to] as const]
  })
}

/** When the site took no report, as this isolate knows it; nothing is said of any node then. No operation. */
export function knownOutages({ memory }: Pick<StoreContext, 'memory'>): readonly OffInterval[] {
  const text = memory.settings?.record.outages ?? ''
  return text === '' ? [] : parseOutages(text)
}

/**
 * Keeps a time in which the site took no report. Reporters get as long as makes a node silent to come back: the time ends
 * so much later. One writer, the tick.
 */
export async function addOutage(ctx: StoreContext, fromMs: number, toMs: number): Promise<void> {
  const { outages = '' } = await loadSettings(ctx)
  const endMs = toMs + silentMaxMs
  const known = parseOutages(outages).filter(([, to]) => to > endMs - keptMs)
  const all = mergeOff([...known, [fromMs, endMs]])
  await saveSettings(ctx, {
    outages: all.map(([from, to]) => `${encode36(from, timeChars)}-${encode36(to, timeChars)}`).join(' '),
  })
}
