import type { ownEvents as source } from '../zh-CN/console-events.ts'

/** Texts of the page of an owner's events. */
export const ownEvents: Readonly<Record<keyof typeof source, string>> = {
  myEvents: 'Events of my nodes',
  myEventsBody:
    'All that happened to your nodes, traffic, expiry and tokens as well; a secret address makes a feed of it.',
  feedKey: 'Make a secret feed address',
  feedKeyAgain: 'Make a new one',
  feedKeyLead: 'A feed reader can follow the events of your nodes by an address that only you know.',
  feedKeyBody: 'Shown this once. Whoever knows it reads the events of your nodes; a new one ends it.',
  feedKeyAsk: 'Make a new secret feed address?',
  feedKeyAskBody: 'The one before it ends at once, and readers of it have to take the new one.',
  feedKeyMade: 'The secret feed address is made',
  feedAtom: 'Atom address',
  feedJson: 'JSON address',
}
