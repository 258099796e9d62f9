import type { coreLater as source } from '../zh-CN/core-later.ts'

export const coreLater: Readonly<Record<keyof typeof source, string>> = {
  copyByHand: 'Your browser does not allow copying',
  copyByHandMore: 'Press and hold the text below to copy it, or press Ctrl+C.',
  copyText: 'Text to copy',
  notice: 'Announcement',
  noticeClose: 'Close the announcement',
  noticeMore: 'Show all',
  noticeLess: 'Show less',
  noticeNew: 'New announcement',
  noticeDetails: 'Details',
  tone_notice: 'Announcement',
  tone_maintenance: 'Maintenance',
  tone_incident: 'Incident',
  serverFailed: 'The server failed ({n}). Please try again later',
}
