import type { messages as source } from '../zh-CN/docs.ts'
import { core } from './core.ts'

export const messages: Readonly<Record<keyof typeof source, string>> = {
  ...core,
  title: 'API reference - EasyTier nodes',
  head: 'API reference',
  lead: 'Every call with its fields, example and errors. For machines:',
  contents: 'Contents',
  public: 'Public',
  edgeone: 'Health checks',
  auth: 'Accounts and sessions',
  nodes: 'Own nodes',
  system: 'Administration',
  none: 'open',
  bearer: 'session needed',
  apiKey: 'API key if one is set',
  fields: 'Parameters',
  field: 'Field',
  place: 'In',
  type: 'Type',
  limits: 'Range',
  required: 'required',
  answer: 'Answer',
  failures: 'What can go wrong',
  try: 'Try it',
  sending: 'Asking',
  noAnswer: 'No answer came',
  noteBase: 'Address: {origin}; requests and answers are JSON in UTF-8.',
  noteAuth: 'After signing in, send the token as Authorization: Bearer TOKEN.',
  noteErrors:
    'Every error is {"error": "text", "code": "word"}; one about a field has details.field; 429 comes with Retry-After.',
  noteUnits:
    'Times are ISO 8601 UTC; bandwidth Mbps, traffic GB (10⁹ bytes), latency ms. Unknown fields are ignored.',
  noteCache: 'Public data has an ETag: poll with If-None-Match, not more often than every 15 seconds.',
  texts: 'Plain text for EasyTier',
  peerText:
    "The address of a healthy node, for EasyTier's -p; takes region, priority, relay_only, protocol, limit, key.",
  nodeText: 'One node for good: all its addresses, one a line.',
  badgeText: 'A badge: state and 90-day uptime.',
  feedText: 'Changes of state as a feed (Atom).',
}
