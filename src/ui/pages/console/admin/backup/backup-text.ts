import * as v from 'valibot'
import { ImportAnswer } from '../../../../../contract/system.ts'
import type { Call } from '../../../../lib/api.ts'

/** A piece of a backup that is imported by one call, and where in the file it begins (lines from 1). */
export type Part = Readonly<{ text: string; firstLine: number; records: number }>

const begin = /^\{"backup":/
const end = /^\{"signature":/
/** Of files without signatures as many lines, or characters, go into one call. */
const unsigned = { lines: 256, chars: 300_000 } as const

/**
 * Cuts a backup into pieces that a call takes: the signed parts as they are, else some hundred lines. Empty lines are
 * left out.
 */
export function partsOf(file: string): Part[] {
  const parts: Part[] = []
  let lines: string[] = []
  let firstLine = 1
  let chars = 0
  let isSigned = false
  let records = 0
  const close = (): void => {
    if (records > 0) parts.push({ text: `${lines.join('\n')}\n`, firstLine, records })
    lines = []
    records = 0
    chars = 0
    isSigned = false
  }
  for (const [at, raw] of file.split('\n').entries()) {
    const line = raw.replace(/\r$/, '')
    const isFull = !isSigned && (lines.length >= unsigned.lines || chars + line.length > unsigned.chars)
    if (begin.test(line) || (lines.length > 0 && isFull && !end.test(line))) close()
    if (lines.length === 0) {
      if (line === '') continue
      firstLine = at + 1
      isSigned = begin.test(line)
    }
    // Empty lines inside stay, so that lines keep their numbers.
    lines.push(line)
    chars += line.length
    if (line !== '' && !begin.test(line) && !end.test(line)) records += 1
    if (end.test(line)) close()
  }
  close()
  return parts
}

/** Records in pages as they were exported. */
export function countRecords(text: string): number {
  return partsOf(text).reduce((sum, { records }) => sum + records, 0)
}

const ExportedPage = v.object({ text: v.string(), next: v.string() })

/** One page of the export, and the cursor of the next; '' after the last. */
export function exportCall(cursor: string): Call<v.InferOutput<typeof ExportedPage>> {
  const query = cursor === '' ? '' : `?${new URLSearchParams({ cursor })}`
  return {
    method: 'GET',
    path: `/api/system/export${query}`,
    answer: ExportedPage,
    signed: true,
    ndjson: 'answer',
    deadlineMs: 60_000,
  }
}

export type ImportChoice = Readonly<{ roles: boolean; settings: boolean; force: boolean }>

/** Imports one piece. */
export function importCall(text: string, choice: ImportChoice): Call<v.InferOutput<typeof ImportAnswer>> {
  const parts = [...(choice.roles ? ['roles'] : []), ...(choice.settings ? ['settings'] : [])]
  const query = new URLSearchParams()
  if (parts.length > 0) query.set('with', parts.join(','))
  if (choice.force) query.set('force', '1')
  const search = query.toString()
  return {
    method: 'POST',
    path: `/api/system/import${search === '' ? '' : `?${search}`}`,
    answer: ImportAnswer,
    body: text,
    signed: true,
    ndjson: 'body',
    deadlineMs: 60_000,
  }
}
