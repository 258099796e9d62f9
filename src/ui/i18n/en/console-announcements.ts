import type { announcements as source } from '../zh-CN/console-announcements.ts'

/** Texts of the administrators' page of announcements. */
export const announcements: Readonly<Record<keyof typeof source, string>> = {
  adminAnnouncements: 'Announcements and incidents',
  announcementsSub:
    'Announcements, planned work and incidents stand on top of every page, in the history, the events and the feeds.',
  announcementsPublic: 'The public history',
  announcementNew: 'Announce',
  announcementNewHead: 'Announce something, a maintenance or an incident',
  announcementEditHead: 'Change “{name}”',
  announcementsNone: 'Nothing has been announced',
  announcementTone: 'Kind',
  announcementTitle: 'Title',
  announcementText: 'Text',
  announcementFrom: 'Begins',
  announcementFromHint: 'Empty = now; in your own time zone',
  announcementUntil: 'Ends',
  announcementUntilHint: 'Empty = until it is resolved; a maintenance must have an end',
  announcementNodes: 'Nodes affected',
  announcementNodesHint: 'Ids with commas; the id stands in the address of a node’s page',
  announcementRegions: 'Regions affected',
  announcementPublish: 'Announce',
  announcementSave: 'Save',
  announcementSaved: '“{name}” is saved',
  announcementChange: 'Change',
  announcementResolve: 'Resolve',
  announcementReopen: 'Open again',
  announcementUpdate: 'Add an update',
  announcementUpdateText: 'What is new',
  announcementUpdates: '{n} updates',
  announcementDelete: 'Delete',
  announcementDeleteAsk: 'Delete “{name}”?',
  announcementDeleteBody:
    'It disappears from the history; the events that tell of it stay. Resolving it is mostly better.',
  announcementDeleted: '“{name}” is deleted',
  announcementOver: 'Over',
  announcementOlder: 'Older ones',
}
