import type { messages as source } from '../zh-CN/incidents.ts'
import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages: Readonly<Record<keyof typeof source, string>> = {
  ...core,
  ...coreLater,
  head: 'Announcements and incidents',
  lead: 'What this site has announced, planned work and incidents, newest first.',
  calendar: 'Maintenance calendar',
  feed: 'Feed',
  allEvents: 'All events',
  none: 'Nothing has been announced',
  noneMore: 'Maintenance and incidents will be told here.',
  older: 'Older ones',
  notLoaded: 'This could not be loaded',
  resolved: 'Resolved',
  over: 'Over',
  planned: 'Planned',
  current: 'Now',
  since: 'Since {t}',
  span: '{from} – {until}',
  affected: 'Affects',
  wholeSite: 'the whole site',
  updates: 'Updates',
}
