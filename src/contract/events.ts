/** What can happen to a node. Public ones are told to everybody, the others to its owner. */
export const nodeEventKinds = [
  'first_report',
  'online',
  'offline',
  'unreachable',
  'reachable',
  'full',
  'quota_80',
  'quota_95',
  'quota_100',
  'quota_reset',
  'expires_14',
  'expires_3',
  'expires_0',
  'expired',
  'token_refused',
  'two_machines',
  'outdated_version',
  'drained',
  'enabled',
  'maintenance_began',
  'maintenance_ended',
] as const
export type NodeEventKind = (typeof nodeEventKinds)[number]

/** What can happen to the site; told to its admins, announcements and incidents to everybody. */
export const siteEventKinds = [
  'checker_doubtful',
  'checker_well',
  'clock_stopped',
  'clock_runs',
  'mail_failing',
  'queue_waiting',
  'store_errors',
  'announcement',
  'incident_began',
  'incident_updated',
  'incident_ended',
] as const
export type SiteEventKind = (typeof siteEventKinds)[number]

/** One thing that happened: when (ms since the epoch), to which node (0 = the site), what, and why (a code or a short text, may be empty). */
export type SiteEvent = {
  readonly ms: number
  readonly node: number
  readonly kind: NodeEventKind | SiteEventKind
  readonly why: string
}
