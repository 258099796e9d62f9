import type { Making, Message, NotifyRequest } from '../message.ts'
import type { ServiceAnswer, Verdict } from '../verdict.ts'

/** One service: both functions are pure. */
export type Kind = {
  readonly request: (message: Message, making: Making) => NotifyRequest
  readonly verdict: (answer: ServiceAnswer) => Verdict
  /** Which fields of the credential show its last four characters: the first that is there. */
  readonly shown: readonly string[]
  /** Messages of 24 hours that the service takes; undefined where it names no number. */
  readonly perDay?: number
}

/** Title and text for services that know one text alone. */
export function wholeText({ title, text }: Message): string {
  return `${title}\n${text}`
}
