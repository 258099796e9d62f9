/** Example values of the API document, used in several calls of the route table. */

const connections = [{ type: 'TCP', ip: '1.2.3.4', port: 8080 }]

export const exampleNodeBody = {
  node_name: '节点1',
  region_type: 'domestic',
  region_detail: '北京',
  connections,
  tier_bandwidth: 100,
  max_bandwidth: 1000,
  max_traffic: 1000,
  reset_cycle: 30,
  max_connections: 100,
  tags: '高速,稳定',
  valid_until: '2026-11-04',
  allow_relay: 1,
}

const figures = {
  id: 1,
  node_name: '节点1',
  region_type: 'domestic',
  region_detail: '北京',
  current_bandwidth: 50.5,
  tier_bandwidth: 100,
  max_bandwidth: 1000,
  used_traffic: 50.2,
  max_traffic: 1000,
  connection_count: 5,
  max_connections: 100,
  tags: '高速,稳定',
  allow_relay: 1,
}

const reported = {
  status: 'online',
  state: 'online',
  last_report_at: '2026-11-22T05:58:00.000Z',
  status_since: '2026-11-21T15:10:00.000Z',
  report_interval_s: 300,
  created_at: '2025-11-04T08:00:00.000Z',
  latency_ms: 32,
  reachability: 'reachable',
  checked_at: '2026-11-22T05:55:00.000Z',
  verified: true,
  easytier_version: '2.6.4',
  uptime_seconds: 1051200,
  same_machine: true,
  reset_date: '2026-12-04T00:00:00.000Z',
  notes: '',
}

export const examplePublicNode = { ...figures, ...reported, protocols: ['TCP'], days: '00'.repeat(90) }

export const exampleQueryNode = {
  ...figures,
  connections,
  latency_ms: 32,
  reset_date: '2026-12-04T00:00:00.000Z',
}

export const exampleOwnNode = {
  ...figures,
  ...reported,
  connections,
  reset_cycle: 30,
  reset_day: 0,
  valid_until: '2026-11-04T15:59:59.999Z',
  address_public: 0,
  is_enabled: 1,
  maintenance_until: null,
  weekly_maintenance: [],
  correction_traffic: 0,
  legacy_cumulative: 0,
  reported_latency_ms: 30,
  check_code: '',
  unreachable_since: null,
  relay_contradicted: false,
  owner_email: 'user@example.com',
  user_email: 'user@example.com',
  network_name_set: false,
  network_secret_set: false,
  report_token: '',
  token_prefix: 'etr_00000000001_0123',
  token_created_at: '2025-11-04T08:00:00.000Z',
  token_last_used_at: '2026-11-22T05:58:00.000Z',
  previous_token_until: null,
  first_report_at: '2025-11-04T08:10:00.000Z',
  last_rejected: null,
  counter_rebased_at: null,
  two_machines: false,
  sum_suspected: false,
  updated_at: '2025-11-04T08:00:00.000Z',
  revision: 1,
}

export const exampleCheckOnline = {
  is_online: true,
  connection_count: 5,
  latency_ms: 120,
  check_time: '2026-05-08T09:00:00.000Z',
}

export const exampleCheckOffline = {
  is_online: false,
  connection_count: 0,
  latency_ms: -1,
  check_time: '2026-05-08T09:00:00.000Z',
  error: '连接超时',
}

export const exampleAudit = {
  entries: [
    {
      id: 'mikkoz407f3asi',
      at: '2026-11-30T06:00:00.000Z',
      kind: 'sign_in',
      by: 'user@example.com',
      ip: '203.0.113.7',
      what: '',
    },
  ],
  next: 'mikkoz407f3asi',
}
