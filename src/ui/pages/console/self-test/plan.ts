import {
  forgedAddress,
  listedKeys,
  paddingChars,
  type Found,
  type SelfTestInput,
  type SelfTestStep,
} from '../../../../contract/self-test.ts'

/** One call of a run, and what its row says when no answer comes. */
export type PlannedStep = {
  readonly step: SelfTestStep
  readonly fields?: Partial<SelfTestInput>
  readonly headers?: Readonly<Record<string, string>>
  /** Which finding an answer that is none stands for; `step_failed` without it. */
  readonly failed?: Found['code']
  /** The same where passwords are hashed by PBKDF2. */
  readonly failedPbkdf2?: Found['code']
  /** Asked of a store that is bound; `writable`: that takes writes, too. */
  readonly needsStore?: true | 'writable'
  /** Asked where the checker is there. */
  readonly needsChecker?: true
  /** Findings of the answer count for nothing: it is its coming that does. */
  readonly came?: Found['code']
}

const parts = Array.from({ length: listedKeys.total / listedKeys.perPart }, (_, part) => part)

/** Headers in which somebody might claim another address. */
const forged = {
  'x-forwarded-for': forgedAddress,
  'x-real-ip': forgedAddress,
  'eo-connecting-ip': forgedAddress,
  'cf-connecting-ip': forgedAddress,
}
const longHeaderChars = 4_000

/** Every call between the first step and the later looks, in order. `origin`: where the page is. */
export function planSteps(origin: string): readonly PlannedStep[] {
  return [
    { step: 'address', headers: forged },
    {
      step: 'address',
      headers: { 'x-self-test-padding': 'a'.repeat(longHeaderChars) },
      failed: 'header_refused',
      came: 'header_taken',
    },
    { step: 'body', fields: { padding: 'a'.repeat(paddingChars) }, failed: 'body_refused' },
    { step: 'loop', failed: 'loop_cut' },
    { step: 'password', failed: 'password_cut', failedPbkdf2: 'pbkdf2_cut', needsStore: true },
    { step: 'runtime', fields: { origin }, needsStore: true },
    { step: 'checker', needsStore: true },
    { step: 'hold', needsStore: true, needsChecker: true, failed: 'node_time_short' },
    ...parts.map((part): PlannedStep => ({ step: 'list_write', fields: { part }, needsStore: 'writable' })),
    { step: 'list_read', needsStore: 'writable' },
    ...parts.map((part): PlannedStep => ({ step: 'list_clean', fields: { part }, needsStore: 'writable' })),
    { step: 'large', needsStore: 'writable' },
    { step: 'backup', needsStore: true },
    { step: 'mail', needsStore: true },
  ]
}
