import { hourMs, minuteMs } from '../../contract/time.ts'
import type { ThrottleRule } from './throttle-rule.ts'

const quarterMs = 15 * minuteMs

/**
 * Every throttle there is. `kind` is part of the keys; who is limited is the subject: an address, an IP, a node. Signing
 * in is strict for one address from one IP (the tag), looser for an IP, and grows slower for an address.
 */
export const throttles = {
  loginIp: { kind: 'li', max: 30, windowMs: quarterMs, lazy: true },
  loginAddress: {
    kind: 'la',
    max: 10,
    windowMs: 6 * hourMs,
    growing: { firstMs: 1000, mostMs: quarterMs },
    perTag: { max: 10, windowMs: quarterMs },
  },
  /** A browser that has signed in before: strangers have no part in its hits. */
  loginDevice: { kind: 'ld', max: 10, windowMs: quarterMs },
  /** The password again, within a session. */
  confirm: { kind: 'cp', max: 10, windowMs: quarterMs },
  /** Codes of the second factor. */
  totp: { kind: 'tp', max: 5, windowMs: quarterMs },
  registerAddress: { kind: 'ra', max: 5, windowMs: hourMs },
  registerIp: { kind: 'ri', max: 30, windowMs: hourMs },
  /** Registrations and resets of an IP that need no proof of work. */
  withoutProof: { kind: 'wp', max: 2, windowMs: 24 * hourMs },
  /** A solution counts once; it is void by time before this ends. */
  proof: { kind: 'po', max: 1, windowMs: quarterMs },
  mailAddress: { kind: 'ma', max: 3, windowMs: hourMs },
  mailIp: { kind: 'mi', max: 20, windowMs: hourMs },
  /** The same mail to the same box. */
  mailAgain: { kind: 'mb', max: 1, windowMs: 10 * minuteMs },
  /** A step of the app, a recovery code, a link, the set-up: counts once, and is void by time or by what it wrote before this ends. */
  usedOnce: { kind: 'tu', max: 1, windowMs: quarterMs },
  /** Nodes that an account creates and deletes: each leaves a tombstone for a month. */
  nodeChange: { kind: 'nc', max: 500, windowMs: 24 * hourMs },
  linkIp: { kind: 'ki', max: 30, windowMs: quarterMs },
  initializeIp: { kind: 'ii', max: 10, windowMs: quarterMs },
  testMail: { kind: 'te', max: 10, windowMs: hourMs },
  /** Test messages of channels, which saving one sends, too. */
  testChannel: { kind: 'tc', max: 30, windowMs: hourMs },
  reportNode: { kind: 'pn', max: 20, windowMs: quarterMs },
  reportIp: { kind: 'pi', max: 60, windowMs: quarterMs },
  /** Health checks of one caller, whatever the node. */
  checkIp: { kind: 'ci', max: 30, windowMs: minuteMs },
  /** What visitors say of nodes. */
  complaintIp: { kind: 'qi', max: 10, windowMs: hourMs },
  complaintNode: { kind: 'qn', max: 30, windowMs: 24 * hourMs },
  /** Different nodes that one address is given; how many is a setting. Kept by given-nodes.ts, several to a key. */
  givenNodes: { kind: 'gn', max: 60, windowMs: hourMs },
  checkNode: { kind: 'cn', max: 6, windowMs: minuteMs },
} as const satisfies Record<string, ThrottleRule>

const siteMail = { kind: 'ms', windowMs: 24 * hourMs } as const

/** Mails of the whole site within 24 hours. */
export function siteMailRule(max: number): ThrottleRule {
  return { ...siteMail, max }
}

/** What the sweep goes through. */
export const sweptRules: readonly ThrottleRule[] = [...Object.values(throttles), siteMailRule(0)]
