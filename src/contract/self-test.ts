import * as v from 'valibot'
import { amount, count, rawText, text } from './fields.ts'
import { findings, type FindingCode, type RowId } from './self-test-findings.ts'
import type { Level } from './self-test-level.ts'

/** The server's steps, in their order: each is one short request, because an edge function may do little in one. */
export const selfTestSteps = [
  'storage',
  'list_write',
  'list_read',
  'list_clean',
  'large',
  'runtime',
  'address',
  'body',
  'backup',
  'loop',
  'password',
  'checker',
  'hold',
  'echo',
  'mail',
  'look',
  'end',
] as const
export type SelfTestStep = (typeof selfTestSteps)[number]

/** Keys that the list is tried with, and how many of them a step writes or deletes. */
export const listedKeys = { total: 300, perPart: 50 } as const
const partsMax = listedKeys.total / listedKeys.perPart - 1

/** An address of documentation (RFC 5737): who calls writes it into every header that might be believed. */
export const forgedAddress = '192.0.2.77'
/** Sent by the `body` step, so that the whole body is near the megabyte that all of the API takes. */
export const paddingChars = 900_000
/**
 * Seconds after the first step at which the page looks again. The last look is for the work behind the answer alone:
 * its newest mark, too, may take a minute to be seen.
 */
export const looksAtS = [5, 30, 60, 95] as const
/** How long a slow check takes, ms: the checker is asked to wait as long. */
export const heldMs = 12_000
/** How long the work behind the first answer goes on at most, and what is enough for a tick. */
export const waitUntilS = { tried: 30, enough: 20 } as const

const codes = Object.keys(findings) as [FindingCode, ...FindingCode[]]
const codeSchema = v.picklist(codes, 'code 无效')

/** What was found in one row, without its words. `measured`: figures, the same in every language. */
export const Found = v.object({
  code: codeSchema,
  measured: text('measured', 200),
})
export type Found = v.InferOutput<typeof Found>

const rowsMax = 60

export const SelfTestBody = v.object({
  step: v.picklist(selfTestSteps, 'step 无效'),
  /** Before the system is initialised, in place of a session. */
  jwt_secret: v.optional(rawText('jwt_secret', 1024)),
  /** As the `storage` step answered it; which of the steps belong together. */
  run: v.optional(v.pipe(v.string('run 必须是字符串'), v.regex(/^[0-9a-z]{8}_[0-9a-f]{8}$/, 'run 无效'))),
  /** Of `echo`, in place of a session: the checker shows it. */
  ticket: v.optional(v.pipe(v.string('ticket 必须是字符串'), v.regex(/^[0-9a-f]{64}$/, 'ticket 无效'))),
  /** Of `list_write` and `list_clean`. */
  part: v.optional(count('part', partsMax)),
  /** Of `look`: seconds since the first step. */
  since_s: v.optional(amount('since_s', 3600)),
  /** Where the page is, for the comparison with PUBLIC_ORIGIN. */
  origin: v.optional(text('origin', 300)),
  padding: v.optional(rawText('padding', paddingChars)),
  /** Of `end`: everything that was found, to be kept for the admins. */
  found: v.optional(v.pipe(v.array(Found, 'found 必须是数组'), v.maxLength(rowsMax, 'found 过长'))),
})
export type SelfTestInput = v.InferOutput<typeof SelfTestBody>

export const SelfTestRow = v.object({
  id: v.string(),
  level: v.picklist(['green', 'yellow', 'red']),
  code: v.string(),
  measured: v.string(),
  /** In Chinese; pages translate by `code`. */
  meaning: v.string(),
  /** '' when nothing is to be done. */
  cure: v.string(),
})
export type SelfTestRow = v.InferOutput<typeof SelfTestRow>

/** Where the site runs: the platform, its versions and regions as far as they are told. */
export const PlatformFacts = v.record(v.string(), v.string())

export const SelfTestAnswer = v.object({
  step: v.picklist(selfTestSteps),
  run: v.string(),
  /** The server's clock, Unix ms. */
  now_ms: v.number(),
  rows: v.array(SelfTestRow),
  facts: PlatformFacts,
})
export type SelfTestAnswer = v.InferOutput<typeof SelfTestAnswer>

/** The last whole run, as admins see it. */
export const LastSelfTest = v.object({
  at: v.string(),
  rows: v.array(SelfTestRow),
  facts: PlatformFacts,
})

/** The colour of a finding. */
export function levelOf(code: FindingCode): Level {
  return findings[code].level
}

/** The row of a finding. */
export function rowOf(code: FindingCode): RowId {
  return findings[code].row
}

/** A finding with its words in Chinese. */
export function describeFinding({ code, measured }: Found): SelfTestRow {
  const finding = findings[code]
  return {
    id: finding.row,
    level: finding.level,
    code,
    measured,
    meaning: finding.zh,
    cure: 'cureZh' in finding ? finding.cureZh : '',
  }
}
